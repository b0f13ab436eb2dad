// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.interception.DatabasePoints;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A class that loaded before anybody knew what it is for is woven when it is known, in a JVM that transforms for real. */
class LatecomersTest {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final Instrumentation instrumentation = instrumentation();
    private final Weaver weaver = new Weaver(points(), false);
    private final Spy spy = new Spy();

    /** By reflection: its annotations are of a library that is not here, about which the compiler would warn. */
    private static Instrumentation instrumentation() {
        try {
            return (Instrumentation) Class.forName("net.bytebuddy.agent.ByteBuddyAgent")
                    .getMethod("install")
                    .invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Points points() {
        Points points = new Points(17);
        DatabasePoints.addTo(points);
        return points;
    }

    /** Implements nothing. */
    public abstract static class Lender {
        public boolean execute(String sql) {
            return sql.isEmpty();
        }
    }

    public abstract static class Borrower extends Lender implements Statement {}

    /** As {@link Lender}; a name is learnt once, and what another test has loaded stays loaded. */
    public abstract static class EarlyLender {
        public boolean execute(String sql) {
            return sql.isEmpty();
        }
    }

    public abstract static class LateBorrower extends EarlyLender implements Statement {}

    public abstract static class Early implements Statement {
        @Override
        public boolean execute(String sql) {
            return sql.isEmpty();
        }
    }

    /** What the JVM makes of this test's classes, after the weaver. */
    private static final class Spy implements ClassFileTransformer {
        final Map<String, Boolean> woven = new ConcurrentHashMap<>();

        @Override
        public byte @Nullable [] transform(
                @Nullable Module module,
                @Nullable ClassLoader loader,
                @Nullable String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] classfile) {
            if (name != null && loader instanceof Application) {
                String text = new String(classfile, StandardCharsets.ISO_8859_1);
                woven.put(name.replace('/', '.'), text.contains("LoopscopeProbes"));
            }
            return null;
        }
    }

    /** Loads this test's classes anew, as an application's. */
    private static final class Application extends ClassLoader {
        Application() {
            super(LatecomersTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(LatecomersTest.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @AfterEach
    void stopTransforming() {
        instrumentation.removeTransformer(spy);
        instrumentation.removeTransformer(weaver);
        assertThat(weaver.lastError()).isNull();
    }

    private Runnable install() {
        Runnable latecomers = weaver.install(instrumentation);
        instrumentation.addTransformer(spy, true);
        return latecomers;
    }

    @Test
    void aLenderThatLoadsWithItsSubclassIsWovenAtOnce() throws Exception {
        install();
        new Application().loadClass(Borrower.class.getName());
        assertThat(spy.woven).containsEntry(Lender.class.getName(), true);
        assertThat(weaver.waiting()).doesNotContain(Lender.class.getName().replace('.', '/'));
    }

    /** Of a class that is woven again all supertypes are known, up to the one that everything has. */
    @Test
    void whatAllClassesInheritLendsNothing() throws Exception {
        new Application().loadClass(Early.class.getName());
        install();
        assertThat(weaver.waiting()).noneMatch(name -> name.startsWith("java/"));
    }

    @Test
    void aLenderThatWasThereBeforeIsWovenAgain() throws Exception {
        Runnable latecomers = install();
        Application application = new Application();
        application.loadClass(EarlyLender.class.getName());
        assertThat(spy.woven).containsEntry(EarlyLender.class.getName(), false);

        application.loadClass(LateBorrower.class.getName());
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!weaver.waiting().isEmpty() && System.nanoTime() < end) {
            latecomers.run();
            Thread.onSpinWait();
        }
        assertThat(spy.woven).containsEntry(EarlyLender.class.getName(), true);
    }

    @Test
    void whatImplementsAndWasLoadedBeforeTheWeaverIsWovenWithIt() throws Exception {
        new Application().loadClass(Early.class.getName());
        // Transformers that were added first see a class first: of this one it sees that it is offered again.
        instrumentation.addTransformer(spy, true);
        weaver.install(instrumentation);
        assertThat(spy.woven).containsKey(Early.class.getName());
    }
}
