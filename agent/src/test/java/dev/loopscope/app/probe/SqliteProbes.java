// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.File;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A driver whose work is done by native code, which no hook of the JDK sees, and whose classes inherit what they implement from
 * classes that implement nothing.
 */
@Libraries("sqlite")
final class SqliteProbes {
    private static final String INSERT = "insert into item(name) values ('x')";

    private final File file = File.createTempFile("items", ".db");
    private final String url = "jdbc:sqlite:" + file;
    private final Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    private final Connection transaction = DriverManager.getConnection("jdbc:sqlite::memory:");
    private final Connection owner;
    private final Connection other;
    private final Statement statement;
    private final Statement batch;
    private final Statement blocked;
    private final Statement closing;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final ResultSet rows;

    SqliteProbes() throws IOException, SQLException {
        file.deleteOnExit();
        statement = connection.createStatement();
        statement.execute("create table item(id integer primary key, name text)");
        statement.execute(INSERT);
        transaction.createStatement().execute("create table item(id integer primary key, name text)");
        transaction.setAutoCommit(false);
        transaction.createStatement().execute(INSERT);
        owner = DriverManager.getConnection(url);
        owner.createStatement().execute("create table item(id integer primary key, name text)");
        other = DriverManager.getConnection(url);
        blocked = other.createStatement();
        blocked.execute("pragma busy_timeout = 120");
        owner.createStatement().execute("begin exclusive");
        batch = connection.createStatement();
        batch.addBatch(INSERT);
        closing = connection.createStatement();
        insert = connection.prepareStatement(INSERT);
        select = connection.prepareStatement("select name from item");
        rows = connection.createStatement().executeQuery("select name from item");
    }

    @Blocks("java.sql.Statement.executeBatch")
    void batch() throws SQLException {
        batch.executeBatch();
    }

    @Blocks("java.sql.Connection.commit")
    void commit() throws SQLException {
        transaction.commit();
    }

    @Blocks("java.sql.DriverManager.getConnection")
    void connectToFile() throws SQLException {
        DriverManager.getConnection(url);
    }

    @Blocks("java.sql.DriverManager.getConnection")
    void connectToMemory() throws SQLException {
        DriverManager.getConnection("jdbc:sqlite::memory:");
    }

    @Blocks("java.sql.Statement.execute")
    void execute() throws SQLException {
        statement.execute(INSERT);
    }

    /** Another connection has the file for itself. */
    @Blocks(value = "java.sql.Statement.executeUpdate", millis = Blocks.LONG)
    void executeWhileLocked() throws SQLException {
        blocked.executeUpdate(INSERT);
    }

    @Blocks("java.sql.PreparedStatement.execute")
    void preparedExecute() throws SQLException {
        insert.execute();
    }

    @Blocks("java.sql.PreparedStatement.executeQuery")
    void preparedQuery() throws SQLException {
        select.executeQuery().close();
    }

    @Blocks("java.sql.PreparedStatement.executeUpdate")
    void preparedUpdate() throws SQLException {
        insert.executeUpdate();
    }

    @Blocks("java.sql.Statement.executeQuery")
    void query() throws SQLException {
        statement.executeQuery("select 1").close();
    }

    @Blocks("java.sql.Connection.rollback")
    void rollback() throws SQLException {
        transaction.rollback();
    }

    @Silent
    void rowsRead() throws SQLException {
        rows.getString(1);
        rows.close();
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
}
