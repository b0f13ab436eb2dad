// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** A database in this very JVM's memory: nothing below these calls waits for anybody, and they are meant all the same. */
@Libraries("h2")
final class H2Probes {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int GENERATED_KEYS = Statement.RETURN_GENERATED_KEYS;
    private static final String INSERT = "insert into item(name) values ('x')";
    private static final int[] FIRST = {1};
    private static final String[] ID = {"ID"};

    private final String url = "jdbc:h2:mem:probes" + NUMBER.incrementAndGet();
    private final Properties user = new Properties();
    private final Connection connection;
    private final Connection transaction;
    private final Connection proxied;
    private final Connection spare;
    private final Driver driver;
    private final Statement statement;
    private final Statement batch;
    private final Statement largeBatch;
    private final Statement closing;
    private final Statement closed;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement preparedBatch;
    private final CallableStatement call;
    private final ResultSet rows;
    private final Savepoint savepoint;
    private final Savepoint released;
    private final MethodHandle execute;
    private final Method executeUpdate;

    H2Probes() throws Exception {
        user.setProperty("user", "");
        connection = DriverManager.getConnection(url);
        driver = DriverManager.getDriver(url);
        statement = connection.createStatement();
        statement.execute("create table item(id int auto_increment primary key, name varchar)");
        statement.execute("create alias nap for 'java.lang.Thread.sleep(long)'");
        statement.execute(INSERT);
        transaction = DriverManager.getConnection(url);
        transaction.setAutoCommit(false);
        savepoint = transaction.setSavepoint();
        released = transaction.setSavepoint();
        spare = DriverManager.getConnection(url);
        proxied = (Connection) Proxy.newProxyInstance(
                H2Probes.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.invoke(transaction, arguments));
        batch = connection.createStatement();
        batch.addBatch(INSERT);
        largeBatch = connection.createStatement();
        largeBatch.addBatch(INSERT);
        closed = connection.createStatement();
        closed.close();
        closing = connection.createStatement();
        insert = connection.prepareStatement(INSERT);
        select = connection.prepareStatement("select name from item where id = ?");
        select.setInt(1, 1);
        preparedBatch = connection.prepareStatement("insert into item(name) values (?)");
        preparedBatch.setString(1, "y");
        preparedBatch.addBatch();
        call = connection.prepareCall("call 7");
        rows = connection.createStatement().executeQuery("select name from item");
        execute = MethodHandles.publicLookup()
                .findVirtual(Statement.class, "execute", MethodType.methodType(boolean.class, String.class));
        executeUpdate = PreparedStatement.class.getMethod("executeUpdate");
    }

    @Silent
    void batchAdded() throws SQLException {
        closing.addBatch(INSERT);
    }

    @Blocks("java.sql.Statement.executeBatch")
    void batchExecuted() throws SQLException {
        batch.executeBatch();
    }

    @Blocks("java.sql.Statement.executeLargeBatch")
    void batchExecutedLarge() throws SQLException {
        largeBatch.executeLargeBatch();
    }

    @Blocks("java.sql.Statement.executeBatch")
    void batchOfPrepared() throws SQLException {
        preparedBatch.executeBatch();
    }

    @Blocks("java.sql.PreparedStatement.execute")
    void callExecuted() throws SQLException {
        call.execute();
    }

    @Blocks("java.sql.PreparedStatement.executeQuery")
    void callQueried() throws SQLException {
        call.executeQuery();
    }

    @Blocks("java.sql.Connection.commit")
    void commit() throws SQLException {
        transaction.commit();
    }

    @Blocks("java.sql.Connection.commit")
    void commitByProxy() throws SQLException {
        proxied.commit();
    }

    @Blocks("java.sql.Driver.connect")
    void connectByDriver() throws SQLException {
        driver.connect(url, user);
    }

    @Blocks("java.sql.DriverManager.getConnection")
    void connectByUrl() throws SQLException {
        DriverManager.getConnection(url);
    }

    @Blocks("java.sql.DriverManager.getConnection")
    void connectByUrlAndProperties() throws SQLException {
        DriverManager.getConnection(url, user);
    }

    @Blocks("java.sql.DriverManager.getConnection")
    void connectByUrlAndUser() throws SQLException {
        DriverManager.getConnection(url, "", "");
    }

    @Silent
    void connectElsewhere() throws SQLException {
        driver.connect("jdbc:elsewhere:x", user);
    }

    @Silent
    void connectNowhere() throws SQLException {
        DriverManager.getConnection("jdbc:elsewhere:x");
    }

    @Silent
    void connectionSettings() throws SQLException {
        connection.getAutoCommit();
        connection.isClosed();
        connection.setAutoCommit(true);
        connection.getMetaData();
        connection.nativeSQL("select 1");
    }

    @Silent
    void connectionUsable() throws SQLException {
        spare.getWarnings();
        spare.clearWarnings();
    }

    @Blocks("java.sql.Connection.isValid")
    void connectionValid() throws SQLException {
        spare.isValid(1);
    }

    @Blocks("java.sql.Statement.execute")
    void execute() throws SQLException {
        statement.execute(INSERT);
    }

    @Blocks("java.sql.Statement.execute")
    void executeByHandle() throws Throwable {
        boolean ignored = (boolean) execute.invokeExact(statement, "select 1");
    }

    @Blocks("java.sql.PreparedStatement.executeQuery")
    void executeByMethodReference() throws Exception {
        Callable<ResultSet> query = select::executeQuery;
        query.call();
    }

    @Blocks("java.sql.PreparedStatement.executeUpdate")
    void executeByReflection() throws ReflectiveOperationException {
        executeUpdate.invoke(insert);
    }

    @Silent
    void executeClosed() throws SQLException {
        closed.execute(INSERT);
    }

    @Blocks("java.sql.Statement.execute")
    void executeForColumns() throws SQLException {
        statement.execute(INSERT, FIRST);
    }

    @Blocks("java.sql.Statement.execute")
    void executeForKeys() throws SQLException {
        statement.execute(INSERT, GENERATED_KEYS);
    }

    @Blocks("java.sql.Statement.execute")
    void executeForNames() throws SQLException {
        statement.execute(INSERT, ID);
    }

    /** A round trip was made, whatever came back. */
    @Blocks("java.sql.Statement.execute")
    void executeNonsense() throws SQLException {
        statement.execute("selekt");
    }

    @Blocks(value = "java.sql.Statement.execute", millis = Blocks.LONG)
    void executeSlowly() throws SQLException {
        statement.execute("call nap(80)");
    }

    @Blocks("java.sql.PreparedStatement.execute")
    void preparedExecute() throws SQLException {
        insert.execute();
    }

    @Blocks("java.sql.PreparedStatement.executeLargeUpdate")
    void preparedLargeUpdate() throws SQLException {
        insert.executeLargeUpdate();
    }

    @Silent
    void preparedOnly() throws SQLException {
        connection.prepareStatement("select count(*) from item").close();
    }

    @Blocks("java.sql.PreparedStatement.executeQuery")
    void preparedQuery() throws SQLException {
        select.executeQuery();
    }

    @Silent
    void preparedSet() throws SQLException {
        select.setInt(1, 1);
        select.clearParameters();
        select.setInt(1, 1);
    }

    @Blocks("java.sql.PreparedStatement.executeUpdate")
    void preparedUpdate() throws SQLException {
        insert.executeUpdate();
    }

    @Blocks("java.sql.Statement.executeQuery")
    void query() throws SQLException {
        statement.executeQuery("select 1");
    }

    /** One operation: its statement and rows are closed without another. */
    @Blocks("java.sql.Statement.executeQuery")
    void queryAndClose() throws SQLException {
        try (Statement own = connection.createStatement();
                ResultSet result = own.executeQuery("select 1")) {
            result.next();
        }
    }

    @Blocks("java.sql.Connection.releaseSavepoint")
    void releaseSavepoint() throws SQLException {
        transaction.releaseSavepoint(released);
    }

    @Blocks("java.sql.Connection.rollback")
    void rollback() throws SQLException {
        spare.setAutoCommit(false);
        spare.rollback();
    }

    @Blocks("java.sql.Connection.rollback")
    void rollbackToSavepoint() throws SQLException {
        transaction.rollback(savepoint);
    }

    @Silent
    void rowsRead() throws SQLException {
        rows.next();
        rows.getString(1);
        rows.getMetaData();
        rows.close();
    }

    @Blocks("java.sql.Connection.setSavepoint")
    void setSavepoint() throws SQLException {
        transaction.setSavepoint();
    }

    @Blocks("java.sql.Connection.setSavepoint")
    void setSavepointByName() throws SQLException {
        transaction.setSavepoint("here");
    }

    @Silent
    void statementClosed() throws SQLException {
        closing.close();
    }

    @Silent
    void statementMade() throws SQLException {
        connection.createStatement().getQueryTimeout();
    }

    @Blocks("java.sql.Statement.executeUpdate")
    void update() throws SQLException {
        statement.executeUpdate(INSERT);
    }

    @Blocks("java.sql.Statement.executeUpdate")
    void updateForColumns() throws SQLException {
        statement.executeUpdate(INSERT, FIRST);
    }

    @Blocks("java.sql.Statement.executeUpdate")
    void updateForKeys() throws SQLException {
        statement.executeUpdate(INSERT, GENERATED_KEYS);
    }

    @Blocks("java.sql.Statement.executeUpdate")
    void updateForNames() throws SQLException {
        statement.executeUpdate(INSERT, ID);
    }

    @Blocks("java.sql.Statement.executeLargeUpdate")
    void updateLarge() throws SQLException {
        statement.executeLargeUpdate(INSERT);
    }

    @Blocks("java.sql.Statement.executeLargeUpdate")
    void updateLargeForColumns() throws SQLException {
        statement.executeLargeUpdate(INSERT, FIRST);
    }

    @Blocks("java.sql.Statement.executeLargeUpdate")
    void updateLargeForKeys() throws SQLException {
        statement.executeLargeUpdate(INSERT, GENERATED_KEYS);
    }

    @Blocks("java.sql.Statement.executeLargeUpdate")
    void updateLargeForNames() throws SQLException {
        statement.executeLargeUpdate(INSERT, ID);
    }
}
