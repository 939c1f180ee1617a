package io.claviger.keys.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The service's own, whose driver waits for an answer no longer than it is told to here: what 15 s do, in less. */
public final class ImpatientDataSource {

    private final DataSource patient;
    private final int patienceMillis;
    private final AtomicInteger asked = new AtomicInteger();

    public ImpatientDataSource(DataSource patient, Duration patience) {
        this.patient = patient;
        this.patienceMillis = (int) patience.toMillis();
    }

    public DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (_, method, arguments) -> result(method, patient, arguments) instanceof Connection connection
                        ? impatient(connection)
                        : null);
    }

    /** How often somebody got a connection. */
    public int asked() {
        return asked.get();
    }

    private Connection impatient(Connection connection) throws SQLException {
        asked.incrementAndGet();
        int before = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, patienceMillis);
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    if (method.getName().equals("close") && !connection.isClosed()) {
                        connection.setNetworkTimeout(Runnable::run, before);
                    }
                    return result(method, connection, arguments);
                });
    }

    private static @Nullable Object result(Method method, Object of, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(of, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
