// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.IOException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import javax.sql.XADataSource;
import javax.sql.rowset.CachedRowSet;
import javax.sql.rowset.JdbcRowSet;
import javax.sql.rowset.RowSetProvider;

/** Whatever stands between an application and a driver: data sources, a pool and its wrappers, row sets. */
@Libraries({"h2", "hikari", "postgresql"})
final class DataSourceProbes implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String url = "jdbc:h2:mem:sources" + NUMBER.incrementAndGet();
    private final PostgresServer server = new PostgresServer();
    private final DataSource plain = make("org.h2.jdbcx.JdbcDataSource", DataSource.class, "setURL", url);
    private final DataSource inheriting = make(
            "org.postgresql.ds.PGSimpleDataSource",
            DataSource.class,
            "setUrl",
            "jdbc:postgresql://127.0.0.1:" + server.port() + "/probes?user=probe");
    private final DataSource pool = pool();
    private final DataSource exhausted = pool();
    private final Connection pooled;
    private final Connection held;
    private final Statement statement;
    private final JdbcRowSet connected = RowSetProvider.newFactory().createJdbcRowSet();
    private final JdbcRowSet committed = RowSetProvider.newFactory().createJdbcRowSet();
    private final CachedRowSet disconnected = RowSetProvider.newFactory().createCachedRowSet();
    private final Connection returned;
    private final Connection closed;

    DataSourceProbes() throws Exception {
        held = exhausted.getConnection();
        DataSource own = pool();
        pooled = own.getConnection();
        pooled.setAutoCommit(false);
        statement = pooled.createStatement();
        returned = pool().getConnection();
        closed = pool().getConnection();
        closed.close();
        for (var rows : new javax.sql.RowSet[] {connected, committed, disconnected}) {
            rows.setUrl(url);
            rows.setCommand("select * from information_schema.tables");
        }
        committed.execute();
    }

    private static <T> T make(String type, Class<T> as, String setter, String url) throws ReflectiveOperationException {
        Object made = Class.forName(type).getDeclaredConstructor().newInstance();
        made.getClass().getMethod(setter, String.class).invoke(made, url);
        return as.cast(made);
    }

    private DataSource pool() throws ReflectiveOperationException {
        DataSource made = make("com.zaxxer.hikari.HikariDataSource", DataSource.class, "setJdbcUrl", url);
        set(made, "setMaximumPoolSize", int.class, 1);
        // The shortest the pool accepts.
        set(made, "setConnectionTimeout", long.class, 250L);
        return made;
    }

    private static void set(Object target, String setter, Class<?> type, Object value)
            throws ReflectiveOperationException {
        Method method = target.getClass().getMethod(setter, type);
        method.invoke(target, value);
    }

    @Override
    public void close() throws SQLException, IOException {
        held.close();
        server.close();
    }

    @Blocks("javax.sql.DataSource.getConnection")
    void dataSource() throws SQLException {
        plain.getConnection();
    }

    @Blocks("javax.sql.DataSource.getConnection")
    void dataSourceForUser() throws SQLException {
        plain.getConnection("", "");
    }

    @Blocks("javax.sql.DataSource.getConnection")
    void dataSourceThatInherits() throws SQLException {
        inheriting.getConnection();
    }

    @Blocks("javax.sql.ConnectionPoolDataSource.getPooledConnection")
    void dataSourceToPool() throws SQLException {
        ((ConnectionPoolDataSource) plain).getPooledConnection();
    }

    @Blocks("javax.sql.XADataSource.getXAConnection")
    void dataSourceWithTransactions() throws SQLException {
        ((XADataSource) plain).getXAConnection();
    }

    @Silent
    void dataSourceOnly() throws SQLException {
        plain.getLoginTimeout();
        plain.getLogWriter();
    }

    @Blocks("java.sql.Connection.commit")
    void poolCommit() throws SQLException {
        pooled.commit();
    }

    @Silent
    void poolCommitClosed() throws SQLException {
        closed.commit();
    }

    @Blocks("java.sql.Statement.execute")
    void poolExecute() throws SQLException {
        statement.execute("select 1");
    }

    @Blocks(value = "javax.sql.DataSource.getConnection", millis = 200)
    void poolExhausted() throws SQLException {
        exhausted.getConnection();
    }

    /** The first one makes the pool itself. */
    @Blocks("javax.sql.DataSource.getConnection")
    void poolGet() throws SQLException {
        pool.getConnection();
    }

    @Silent
    void poolReturn() throws SQLException {
        returned.close();
    }

    @Blocks("javax.sql.rowset.JdbcRowSet.commit")
    void rowSetCommit() throws SQLException {
        committed.commit();
    }

    @Blocks("javax.sql.RowSet.execute")
    void rowSetConnected() throws SQLException {
        connected.execute();
    }

    @Blocks("javax.sql.RowSet.execute")
    void rowSetDisconnected() throws SQLException {
        disconnected.execute();
    }
}
