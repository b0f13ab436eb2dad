// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import dev.loopscope.agent.weave.Roles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose a frame is: the agent's, the JDK's, a library's, or the user's. Any thread. */
public final class FrameRules {
    private static final String[] AGENT = {
        "java.lang.Loopscope", "java.util.concurrent.Loopscope", "dev.loopscope.agent."
    };
    private static final String[] JDK = {
        "java.", "javax.", "jdk.", "sun.", "com.sun.", "org.w3c.dom.", "org.xml.sax.", "org.ietf.jgss."
    };
    /** Loop families and the libraries that stand most often between a user's line and a blocking call. */
    private static final String[] LIBRARIES = {
        "dev.loopscope.loop.",
        "io.netty.",
        "io.vertx.",
        "reactor.",
        "io.grpc.",
        "io.reactivex.",
        "io.projectreactor.",
        "org.reactivestreams.",
        "io.undertow.",
        "org.xnio.",
        "org.jboss.",
        "org.eclipse.jetty.",
        "org.apache.",
        "org.springframework.",
        "io.micronaut.",
        "io.quarkus.",
        "io.smallrye.",
        "io.helidon.",
        "akka.",
        "play.core.",
        "kotlin.",
        "kotlinx.",
        "scala.",
        "groovy.",
        "clojure.",
        "com.google.common.",
        "com.google.inject.",
        "com.zaxxer.hikari.",
        "com.mchange.",
        "org.hibernate.",
        "org.jooq.",
        "org.postgresql.",
        "com.mysql.",
        "org.mariadb.",
        "org.h2.",
        "org.sqlite.",
        "org.hsqldb.",
        "oracle.jdbc.",
        "com.microsoft.sqlserver.",
        "com.mongodb.",
        "redis.clients.",
        "io.lettuce.",
        "org.redisson.",
        "com.rabbitmq.",
        "com.datastax.",
        "org.elasticsearch.",
        "okhttp3.",
        "okio.",
        "retrofit2.",
        "feign.",
        "com.fasterxml.jackson.",
        "com.google.gson.",
        "com.google.protobuf.",
        "ch.qos.logback.",
        "org.slf4j.",
        "net.bytebuddy.",
        "org.objectweb.asm.",
        "org.junit.",
        "org.testng.",
        "org.mockito.",
        "org.assertj.",
        "com.github.benmanes.caffeine.",
        "io.opentelemetry.",
        "io.micrometer.",
        "com.codahale.metrics.",
        "org.jctools.",
        "org.agrona.",
        "io.aeron.",
        "com.lmax.disruptor.",
        "software.amazon.awssdk.",
        "com.amazonaws.",
        "com.google.api.",
        "com.google.cloud.",
        "com.azure."
    };

    /** Netty, moved by a build into a package of somebody else's. */
    private static final String MOVED = ".io.netty.";

    private final List<String> applications;
    private final List<String> libraries;
    private final Roles roles;

    /**
     * @param applications packages that alone are the user's; empty for every frame that is nobody else's
     * @param libraries packages that are libraries' beside the built-in ones
     */
    public FrameRules(List<String> applications, List<String> libraries) {
        this(applications, libraries, new Roles());
    }

    /** @param roles which classes stand for interfaces of the JDK */
    public FrameRules(List<String> applications, List<String> libraries, Roles roles) {
        this.roles = roles;
        this.applications = List.copyOf(applications);
        this.libraries = List.copyOf(libraries);
    }

    /** What a method is called in the JDK's interface that its class implements; null when there is none. */
    @Nullable
    String roleOf(StackTraceElement frame) {
        return roles.nameOf(frame.getClassName(), frame.getMethodName());
    }

    public static boolean isAgent(StackTraceElement frame) {
        return startsWithAny(frame.getClassName(), AGENT);
    }

    boolean isJdk(StackTraceElement frame) {
        String module = frame.getModuleName();
        return module == null
                ? startsWithAny(frame.getClassName(), JDK)
                : module.startsWith("java.") || module.startsWith("jdk.");
    }

    public boolean isUser(StackTraceElement frame) {
        if (!applications.isEmpty()) {
            return isInAny(frame.getClassName(), applications);
        }
        return !isJdk(frame)
                && !startsWithAny(frame.getClassName(), LIBRARIES)
                && !frame.getClassName().contains(MOVED)
                && !isInAny(frame.getClassName(), libraries);
    }

    private static boolean startsWithAny(String name, String[] prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** A package, or a class: {@code com.acme} holds {@code com.acme.A} and {@code com.acme.b.C}, not {@code com.acmeX}. */
    private static boolean isInAny(String name, List<String> packages) {
        for (String prefix : packages) {
            if (name.startsWith(prefix)
                    && (name.length() == prefix.length()
                            || prefix.endsWith(".")
                            || name.charAt(prefix.length()) == '.'
                            || name.charAt(prefix.length()) == '$')) {
                return true;
            }
        }
        return false;
    }
}
