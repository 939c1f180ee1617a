package io.claviger.testkit;

/** The engines as any class loader of the test JVM can reach them. Public because JMX asks for it. */
public interface EnginesMBean {
    void startKafka();

    void stopKafka();

    void startPostgres();

    void stopPostgres();

    void createDatabase(String name, String password);
}
