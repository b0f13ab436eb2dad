// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The logs of this JVM's applications: one for each class loader that has an SLF4J of its own. The first that is open gets
 * everything, so that what has been said in one is not said in another.
 */
final class Bindings implements Logs {
    /** Held by the class it belongs to, so that an application that is undeployed can go. */
    private static final class ByFactory extends ClassValue<@Nullable Slf4j> {
        @Override
        protected @Nullable Slf4j computeValue(Class<?> loggerFactory) {
            return Slf4j.of(loggerFactory);
        }
    }

    private final ByFactory logs = new ByFactory();
    private volatile List<WeakReference<Class<?>>> factories = List.of();
    private volatile boolean isBeingConfigured;
    private volatile boolean isConfigured;

    @Override
    public void add(Class<?> loggerFactory) {
        if (!contains(factories, loggerFactory)) {
            addNew(loggerFactory);
        }
    }

    private synchronized void addNew(Class<?> loggerFactory) {
        List<WeakReference<Class<?>>> known = new ArrayList<>(factories.size() + 1);
        for (WeakReference<Class<?>> factory : factories) {
            if (factory.get() != null) {
                known.add(factory);
            }
        }
        if (!contains(known, loggerFactory)) {
            known.add(new WeakReference<>(loggerFactory));
        }
        factories = known;
    }

    private static boolean contains(List<WeakReference<Class<?>>> known, Class<?> loggerFactory) {
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).get() == loggerFactory) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void configuring() {
        isBeingConfigured = true;
        isConfigured = false;
    }

    @Override
    public void configured() {
        isConfigured = true;
    }

    /**
     * What Spring Boot has yet to set up, if it is used at all, which shows late; so in the end the application's own
     * configuration decides. Without one the log is what the library does by itself, and nobody's wish.
     */
    private boolean isProvisional(Slf4j log, boolean canWait) {
        return !isConfigured && log.hasSpringBoot() && (isBeingConfigured || canWait || !log.isConfiguredByItself());
    }

    @Override
    public boolean isEmpty() {
        return factories.isEmpty();
    }

    @Override
    public @Nullable Log open(boolean canWait) {
        List<WeakReference<Class<?>>> known = factories;
        for (int i = 0; i < known.size(); i++) {
            Class<?> factory = known.get(i).get();
            Slf4j log = factory == null ? null : logs.get(factory);
            if (log != null && !isProvisional(log, canWait) && log.isOpen()) {
                return log;
            }
        }
        return null;
    }
}
