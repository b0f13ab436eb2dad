// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * What the command line asks for.
 *
 * @param jdk home of the JDK that runs what is measured
 * @param python the command that runs the baselines in Python, where there is one
 * @param quick whether the numbers do not matter, only that everything runs
 */
record Settings(File jdk, File agent, String python, int rounds, boolean quick, List<String> groups) {
    static Settings parse(String[] arguments) {
        File jdk = new File(System.getProperty("java.home"));
        File agent = new File(ownJar().getParentFile(), "../../agent/target/loopscope-agent.jar");
        String python = new File("/usr/bin/python3").canExecute() ? "/usr/bin/python3" : "python3";
        int rounds = 0;
        boolean quick = false;
        List<String> groups = new ArrayList<>();
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            if (argument.startsWith("--jdk=")) {
                jdk = new File(value);
            } else if (argument.startsWith("--agent=")) {
                agent = new File(value);
            } else if (argument.startsWith("--python=")) {
                python = value;
            } else if (argument.startsWith("--rounds=")) {
                rounds = Integer.parseInt(value);
            } else if (argument.equals("--quick")) {
                quick = true;
            } else if (argument.startsWith("-")) {
                throw new IllegalArgumentException("unknown option " + argument);
            } else {
                groups.add(argument);
            }
        }
        if (!agent.isFile()) {
            throw new IllegalArgumentException("no agent at " + agent + ": build it first, or name it with --agent=");
        }
        return new Settings(jdk, agent, python, rounds, quick, groups);
    }

    static File ownJar() {
        try {
            return new File(Settings.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    String java() {
        return new File(jdk, "bin/java").getPath();
    }

    /** Feature release of the measured JDK, by what its home says of itself. */
    int feature() throws IOException {
        Properties release = new Properties();
        try (InputStream in = new FileInputStream(new File(jdk, "release"))) {
            release.load(in);
        }
        String version = release.getProperty("JAVA_VERSION", "\"17\"").replace("\"", "");
        return Runtime.Version.parse(version).feature();
    }

    /** The JVM option that attaches our agent, with more agent options behind it. */
    String attach(String options) {
        return "-javaagent:" + agent + "=mode=dev" + options;
    }

    int rounds(int wanted) {
        return rounds > 0 ? rounds : quick ? 1 : wanted;
    }
}
