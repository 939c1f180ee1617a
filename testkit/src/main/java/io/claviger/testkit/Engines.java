package io.claviger.testkit;

import io.claviger.engines.Broker;
import io.claviger.engines.PostgresEngine;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * The broker and the database of this test JVM, to be taken away and given back in fault tests. Both keep port and data.
 * The whole JVM shares them: a test that stops one starts it again in a {@code finally}.
 */
public final class Engines {
    private static final String NAME = "io.claviger.testkit:type=Engines";

    /** One engine; both calls return when the thing is done, and do nothing when it already is. */
    public interface Engine {
        void stop();

        void start();
    }

    private Engines() {}

    public static Engines current() {
        return new Engines();
    }

    public Engine kafka() {
        return engine("Kafka");
    }

    public Engine postgres() {
        return engine("Postgres");
    }

    /** A further database beside the one every test gets, owned by the role of the same name. */
    public void createDatabase(String name, String password) {
        String text = String.class.getName();
        invoke("createDatabase", new Object[] {name, password}, new String[] {text, text});
    }

    static void register(Broker kafka, PostgresEngine postgres) {
        try {
            var bean = new StandardMBean(new Started(kafka, postgres), EnginesMBean.class);
            ManagementFactory.getPlatformMBeanServer().registerMBean(bean, new ObjectName(NAME));
        } catch (JMException e) {
            throw new IllegalStateException("the engines cannot be registered in this JVM", e);
        }
    }

    private static Engine engine(String name) {
        return new Engine() {
            @Override
            public void stop() {
                invoke("stop" + name, new Object[0], new String[0]);
            }

            @Override
            public void start() {
                invoke("start" + name, new Object[0], new String[0]);
            }
        };
    }

    private static void invoke(String operation, Object[] arguments, String[] types) {
        try {
            ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName(NAME), operation, arguments, types);
        } catch (JMException e) {
            throw new IllegalStateException("the engines of this JVM did not " + operation, e);
        }
    }

    private record Started(Broker kafka, PostgresEngine postgres) implements EnginesMBean {
        @Override
        public void startKafka() {
            // The broker loads parts of itself by the context class loader, and a @QuarkusTest's is not the broker's
            // own.
            Thread thread = Thread.currentThread();
            ClassLoader callers = thread.getContextClassLoader();
            thread.setContextClassLoader(Engines.class.getClassLoader());
            try {
                kafka.start();
            } finally {
                thread.setContextClassLoader(callers);
            }
        }

        @Override
        public void stopKafka() {
            kafka.stop();
        }

        @Override
        public void startPostgres() {
            postgres.start();
        }

        @Override
        public void stopPostgres() {
            postgres.stop();
        }

        @Override
        public void createDatabase(String name, String password) {
            postgres.createDatabase(name, password);
        }
    }
}
