// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import static dev.loopscope.agent.interception.OperationKind.DATABASE;

import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * What goes to a database, in whatever driver or pool implements it: connecting, executing, ending transactions. It is
 * reported by the name it has in {@code java.sql}, whether a socket, a file, native code or mere memory lies below.
 *
 * <p>Left out is what some drivers do without a round trip: preparing, fetching further rows, cancelling, closing. Where they
 * do make one, the socket below is seen.
 */
public final class DatabasePoints {
    private static final String STRING = "Ljava/lang/String;";
    /** Each kind of SQL text and what else may be said about the keys it generates. */
    private static final String[] TEXTS = {
        "(" + STRING + ")", "(" + STRING + "I)", "(" + STRING + "[I)", "(" + STRING + "[" + STRING + ")"
    };

    private DatabasePoints() {}

    public static void addTo(Points points) {
        // Asked for another driver's URL it returns null at once, and must not be kept from it: DriverManager asks
        // every
        // driver there is.
        points.addImplemented(Point.operationUnlessNull(DATABASE, "java/sql/Driver", "connect")
                .descriptor("(" + STRING + "Ljava/util/Properties;)")
                .named("java.sql.Driver.connect")
                .unsafe());
        for (String parameters : new String[] {"()", "(" + STRING + STRING + ")"}) {
            add(points, "javax/sql/DataSource", "getConnection", parameters);
            add(points, "javax/sql/XADataSource", "getXAConnection", parameters);
            add(points, "javax/sql/ConnectionPoolDataSource", "getPooledConnection", parameters);
        }
        String connection = "java/sql/Connection";
        add(points, connection, "commit", "()");
        add(points, connection, "rollback", "()");
        add(points, connection, "rollback", "(Ljava/sql/Savepoint;)");
        add(points, connection, "setSavepoint", "()");
        add(points, connection, "setSavepoint", "(" + STRING + ")");
        add(points, connection, "releaseSavepoint", "(Ljava/sql/Savepoint;)");
        add(points, connection, "isValid", "(I)");
        String statement = "java/sql/Statement";
        add(points, statement, "executeQuery", TEXTS[0]);
        for (String text : TEXTS) {
            add(points, statement, "execute", text);
            add(points, statement, "executeUpdate", text);
            add(points, statement, "executeLargeUpdate", text);
        }
        add(points, statement, "executeBatch", "()");
        add(points, statement, "executeLargeBatch", "()");
        for (String method : new String[] {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"}) {
            add(points, "java/sql/PreparedStatement", method, "()");
        }
        // The JDK's own row sets, of which the disconnected ones connect by themselves.
        add(points, "javax/sql/RowSet", "execute", "()");
    }

    private static void add(Points points, String owner, String method, String parameters) {
        points.addImplemented(Point.operation(DATABASE, owner, method)
                .descriptor(parameters)
                .named(owner.replace('/', '.') + "." + method));
    }
}
