// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Shows {@code blocking-call}: JDBC waits for the database by design, whichever driver it is. Here the database is in memory and
 * answers at once; the one in production will not. Queries belong on an executor.
 */
public final class BlockingDatabase implements Scenario {
    @Override
    public String name() {
        return "blocking-database";
    }

    @Override
    public String summary() {
        return "a callback asks a database, with JDBC";
    }

    @Override
    public void show(Stage stage) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:demo")) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("create table price (item varchar(20), amount int) as values ('tea', 3), ('rum', 5)");
            }
            stage.wrong("a callback asks for the sum of all prices, with Statement.executeQuery", loop -> {
                loop.callSoon(() -> Expect.equal(8, sum(connection)));
                loop.callSoon(loop::stop);
                loop.runForever();
            });

            stage.right("a thread of the loop's executor does, and the loop gets the sum", loop -> {
                int sum = Stage.run(loop, loop.runInExecutor(() -> sum(connection)));
                Expect.equal(8, sum);
            });
        }
    }

    private static int sum(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("select sum(amount) from price")) {
            answer.next();
            return answer.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
