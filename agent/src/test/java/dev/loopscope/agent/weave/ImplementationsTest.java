// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.interception.DatabasePoints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which methods of which classes are woven, by what the class implements in one way or another. */
class ImplementationsTest {
    private final Roles roles = new Roles();
    private final Points points = new Points(17);
    private final Weaver weaver;
    /** What the agent's own loader loads is never woven, and here that has loaded everything. */
    private final ClassLoader application = new ClassLoader(ImplementationsTest.class.getClassLoader()) {};

    ImplementationsTest() {
        DatabasePoints.addTo(points);
        weaver = new Weaver(points, false, roles);
    }

    /** Long and double constants, which take two places in the pool, come before the names that matter. */
    abstract static class Direct implements Statement {
        static final long WIDE = 1L << 40;
        static final double WIDER = 1.5e300;

        @Override
        public boolean execute(String sql) {
            return sql.hashCode() * WIDE > 0;
        }

        /** Not the interface's. */
        public boolean execute(StringBuilder sql) {
            return sql.length() * WIDER > 1e301;
        }

        @Override
        public ResultSet executeQuery(String sql) throws SQLException {
            throw new SQLException(sql);
        }

        @Override
        public abstract int executeUpdate(String sql);

        @Override
        public void close() {}
    }

    /** Does not name what it implements. */
    abstract static class Child extends Direct {
        @Override
        public boolean execute(String sql) {
            return true;
        }
    }

    interface VendorConnection extends Connection {
        @Override
        default boolean isValid(int seconds) {
            return seconds > 0;
        }
    }

    abstract static class ByVendor implements VendorConnection {
        @Override
        public void commit() {}
    }

    /** Implements nothing. */
    abstract static class Lender extends LendersParent {
        public boolean execute(String sql) {
            return sql.isEmpty();
        }
    }

    abstract static class LendersParent {
        public int[] executeBatch() {
            return new int[0];
        }
    }

    abstract static class Borrower extends Lender implements Statement {}

    abstract static class OwnConnection implements Connection {}

    abstract static class Covariant implements DataSource {
        @Override
        public abstract OwnConnection getConnection(String user, String password);

        @Override
        public OwnConnection getConnection() {
            throw new IllegalStateException();
        }
    }

    /** Uses all of it, and is none of it. */
    static class Bystander {
        boolean execute(String sql) {
            return sql.isEmpty();
        }

        void commit(Connection connection) throws SQLException {
            connection.commit();
        }

        void commit() {}

        ResultSet executeQuery(String sql) throws SQLException {
            throw new SQLException(sql);
        }
    }

    private static String nameOf(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    private static byte[] classfile(Class<?> type) throws IOException {
        String name = type.getName();
        try (InputStream in = Objects.requireNonNull(
                type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class"))) {
            return in.readAllBytes();
        }
    }

    private Set<String> wovenOf(Class<?> type) throws IOException {
        return wovenOf(application, nameOf(type), null, classfile(type));
    }

    /** The methods that call the bridge now, with their parameters. */
    private Set<String> wovenOf(ClassLoader loader, String name, @Nullable Class<?> loaded, byte[] classfile) {
        byte[] woven = weaver.transform(null, loader, name, loaded, null, classfile);
        assertThat(weaver.lastError()).isNull();
        Set<String> methods = new TreeSet<>();
        if (woven != null) {
            new ClassReader(woven).accept(new Woven(methods), 0);
        }
        return methods;
    }

    private static final class Woven extends ClassVisitor {
        private final Set<String> methods;

        Woven(Set<String> methods) {
            super(Opcodes.ASM9);
            this.methods = methods;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String method,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String name, String type, boolean isInterface) {
                    if (owner.equals("java/lang/LoopscopeProbes")) {
                        methods.add(method + descriptor);
                    }
                }
            };
        }
    }

    @Test
    void theInterfacesMethodsAreAndNoOthers() throws Exception {
        assertThat(wovenOf(Direct.class))
                .containsExactlyInAnyOrder(
                        "execute(Ljava/lang/String;)Z", "executeQuery(Ljava/lang/String;)Ljava/sql/ResultSet;");
    }

    @Test
    void anOverrideInAClassThatNamesNoInterfaceIs() throws Exception {
        assertThat(wovenOf(Child.class)).containsExactly("execute(Ljava/lang/String;)Z");
    }

    @Test
    void aVendorsInterfaceCountsAndSoDoItsDefaultMethods() throws Exception {
        assertThat(wovenOf(VendorConnection.class)).containsExactly("isValid(I)Z");
        assertThat(wovenOf(ByVendor.class)).containsExactly("commit()V");
    }

    @Test
    void aNarrowerResultAndItsBridgeBothAre() throws Exception {
        String own = "Ldev/loopscope/agent/weave/ImplementationsTest$OwnConnection;";
        assertThat(wovenOf(Covariant.class)).contains("getConnection()" + own, "getConnection()Ljava/sql/Connection;");
    }

    @Test
    void whoeverMerelyUsesThemIsLeftAlone() throws Exception {
        assertThat(wovenOf(Bystander.class)).isEmpty();
        assertThat(wovenOf(ImplementationsTest.class)).isEmpty();
    }

    @Test
    void aClassLendsItsMethodsOnceASubclassThatImplementsIsSeen() throws Exception {
        assertThat(wovenOf(Lender.class)).isEmpty();
        assertThat(weaver.waiting()).isEmpty();

        assertThat(wovenOf(Borrower.class)).isEmpty();
        assertThat(weaver.takeNews()).isTrue();
        assertThat(weaver.waiting()).containsExactlyInAnyOrder(nameOf(Lender.class), nameOf(LendersParent.class));

        assertThat(wovenOf(Lender.class)).containsExactly("execute(Ljava/lang/String;)Z");
        assertThat(wovenOf(LendersParent.class)).containsExactly("executeBatch()[I");
        assertThat(weaver.waiting()).isEmpty();
        assertThat(weaver.takeNews()).isFalse();
    }

    @Test
    void aLoadedClassIsJudgedByWhatItIs() throws Exception {
        ClassLoader blind = new Finding(Map.of());
        assertThat(wovenOf(blind, nameOf(Child.class), Child.class, classfile(Child.class)))
                .containsExactly("execute(Ljava/lang/String;)Z");
    }

    @Test
    void whatNobodyFindsImplementsNothing() throws Exception {
        ClassLoader blind = new Finding(Map.of());
        assertThat(wovenOf(blind, nameOf(Child.class), null, classfile(Child.class)))
                .isEmpty();
    }

    @Test
    void aProxyIsAClassLikeAnyOther() throws Exception {
        Object proxy = Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> null);
        ClassWriter writer = new ClassWriter(0);
        writer.visit(
                Opcodes.V17,
                Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL,
                nameOf(proxy.getClass()),
                null,
                "java/lang/reflect/Proxy",
                new String[] {"java/sql/Connection"});
        MethodVisitor commit = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, "commit", "()V", null, null);
        commit.visitCode();
        commit.visitInsn(Opcodes.RETURN);
        commit.visitMaxs(0, 1);
        commit.visitEnd();
        assertThat(wovenOf(application, nameOf(proxy.getClass()), null, writer.toByteArray()))
                .containsExactly("commit()V");
    }

    @Test
    void interfacesThatExtendEachOtherInACircleHaveAnEnd() {
        byte[] first = circle("circle/First", "circle/Second");
        byte[] second = circle("circle/Second", "circle/First");
        ClassLoader loader = new Finding(Map.of("circle/First.class", first, "circle/Second.class", second));
        assertThat(wovenOf(loader, "circle/First", null, first)).isEmpty();
    }

    private static byte[] circle(String name, String other) {
        ClassWriter writer = new ClassWriter(0);
        int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_INTERFACE | Opcodes.ACC_ABSTRACT;
        writer.visit(Opcodes.V17, access, name, null, "java/lang/Object", new String[] {other});
        MethodVisitor commit = writer.visitMethod(Opcodes.ACC_PUBLIC, "commit", "()V", null, null);
        commit.visitCode();
        commit.visitInsn(Opcodes.RETURN);
        commit.visitMaxs(0, 1);
        commit.visitEnd();
        return writer.toByteArray();
    }

    @Test
    void aDriversMethodsGoByTheInterfacesName() throws Exception {
        String direct = Direct.class.getName();
        assertThat(roles.nameOf(direct, "close")).isNull();
        wovenOf(Direct.class);
        assertThat(roles.nameOf(direct, "close")).isEqualTo("java.sql.Statement.close");
        assertThat(roles.nameOf(direct, "helper")).isNull();
        wovenOf(Borrower.class);
        assertThat(roles.nameOf(Lender.class.getName(), "execute")).isEqualTo("java.sql.Statement.execute");
        assertThat(roles.nameOf(Bystander.class.getName(), "commit")).isNull();
    }

    /** Serves these resources and its parent's classes. */
    private static final class Finding extends ClassLoader {
        private final Map<String, byte[]> resources;

        Finding(Map<String, byte[]> resources) {
            super(ImplementationsTest.class.getClassLoader());
            this.resources = new HashMap<>(resources);
        }

        @Override
        public @Nullable URL getResource(String name) {
            return null;
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            byte[] bytes = resources.get(name);
            return bytes == null ? null : new ByteArrayInputStream(bytes);
        }
    }
}
