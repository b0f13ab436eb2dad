// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.IOException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Properties;

/** A driver that talks to a server over a socket: one finding each, and not the socket's. */
@Libraries("postgresql")
final class PostgresProbes implements AutoCloseable {
    private static final String INSERT = "insert into item values (1)";

    private final PostgresServer server = new PostgresServer();
    private final String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/probes";
    private final Properties user = new Properties();
    private final Driver driver;
    private final Connection connection;
    private final Connection transaction;
    private final Connection rolledBack;
    private final Connection saved;
    private final Connection closing;
    private final Savepoint savepoint;
    private final Statement statement;
    private final Statement batch;
    private final Statement closed;
    private final PreparedStatement select;
    private final PreparedStatement insert;
    private final ResultSet rows;
    private final ResultSet cursor;
    private final Connection ending;

    PostgresProbes() throws IOException, SQLException {
        user.setProperty("user", "probe");
        driver = DriverManager.getDriver(url);
        connection = DriverManager.getConnection(url, user);
        statement = connection.createStatement();
        batch = connection.createStatement();
        batch.addBatch(INSERT);
        closed = connection.createStatement();
        closed.close();
        select = connection.prepareStatement("select id from item");
        insert = connection.prepareStatement(INSERT);
        rows = connection.createStatement().executeQuery("select id from item");
        transaction = transaction();
        rolledBack = transaction();
        saved = transaction();
        savepoint = saved.setSavepoint("here");
        ending = transaction();
        Statement fetching = transaction().createStatement();
        fetching.setFetchSize(1);
        cursor = fetching.executeQuery("select id from item");
        cursor.next();
        closing = DriverManager.getConnection(url, user);
    }

    private Connection transaction() throws SQLException {
        Connection made = DriverManager.getConnection(url, user);
        made.setAutoCommit(false);
        made.createStatement().execute(INSERT);
        return made;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    @Blocks("java.sql.Statement.executeBatch")
    void batch() throws SQLException {
        batch.executeBatch();
    }

    @Blocks("java.sql.Connection.commit")
    void commit() throws SQLException {
        transaction.commit();
    }

    /** Not one of the calls that always count, but here the server is told. */
    @Blocks(
            value = "java.sql.Connection.close",
            via = "org.postgresql.util.internal.PgBufferedOutputStream.flushBuffer")
    void connectionClosed() throws SQLException {
        closing.close();
    }

    @Blocks("java.sql.DriverManager.getConnection")
    void connect() throws SQLException {
        DriverManager.getConnection(url, user);
    }

    @Blocks("java.sql.Driver.connect")
    void connectByDriver() throws SQLException {
        driver.connect(url, user);
    }

    @Blocks("java.sql.Statement.execute")
    void execute() throws SQLException {
        statement.execute(INSERT);
    }

    @Silent
    void executeClosed() throws SQLException {
        closed.execute(INSERT);
    }

    @Blocks("java.sql.Statement.execute")
    void executeNonsense() throws SQLException {
        statement.execute("selekt");
    }

    @Blocks(value = "java.sql.Statement.executeQuery", millis = Blocks.LONG)
    void executeSlowly() throws SQLException {
        statement.executeQuery("select id from slow");
    }

    @Blocks("java.sql.PreparedStatement.execute")
    void preparedExecute() throws SQLException {
        insert.execute();
    }

    @Blocks("java.sql.PreparedStatement.executeQuery")
    void preparedQuery() throws SQLException {
        select.executeQuery();
    }

    @Blocks("java.sql.PreparedStatement.executeUpdate")
    void preparedUpdate() throws SQLException {
        insert.executeUpdate();
    }

    @Blocks("java.sql.Connection.rollback")
    void rollback() throws SQLException {
        rolledBack.rollback();
    }

    @Blocks("java.sql.Connection.rollback")
    void rollbackToSavepoint() throws SQLException {
        saved.rollback(savepoint);
    }

    /** The next row is still at the server: what is written and read for it is one operation. */
    @Blocks(value = "java.sql.ResultSet.next", via = "*")
    void rowsFetched() throws SQLException {
        cursor.next();
    }

    @Silent
    void rowsRead() throws SQLException {
        rows.next();
        rows.getInt(1);
        rows.close();
    }

    @Blocks("java.sql.Connection.setSavepoint")
    void setSavepoint() throws SQLException {
        saved.setSavepoint();
    }

    @Silent
    void statementMade() throws SQLException {
        connection.createStatement().close();
    }

    @Blocks("java.sql.Statement.executeUpdate")
    void update() throws SQLException {
        statement.executeUpdate(INSERT);
    }

    /** Which commits. */
    @Blocks(value = "java.sql.Connection.setAutoCommit", via = "org.postgresql.jdbc.PgConnection.setAutoCommit")
    void transactionEnded() throws SQLException {
        ending.setAutoCommit(true);
    }

    @Blocks("java.sql.Connection.isValid")
    void valid() throws SQLException {
        connection.isValid(5);
    }
}
