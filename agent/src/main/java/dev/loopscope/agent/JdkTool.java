// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

/**
 * Whether the JVM runs one of the JDK's own programs, which {@code JAVA_TOOL_OPTIONS} reaches as well: their launcher starts
 * a class of a JDK module, {@code jdk.jcmd/sun.tools.jcmd.JCmd}.
 */
final class JdkTool {
    private JdkTool() {}

    /** @param command the property {@code sun.java.command} */
    static boolean isRunning(String command) {
        int space = command.indexOf(' ');
        String main = space < 0 ? command : command.substring(0, space);
        return main.indexOf('/') > 0 && (main.startsWith("jdk.") || main.startsWith("java."));
    }
}
