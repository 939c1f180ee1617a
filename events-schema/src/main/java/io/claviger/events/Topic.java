package io.claviger.events;

/** The topics of the bus. Every one has a dead-letter topic beside it, where what could not be read goes with its reason. */
public enum Topic {
    KEYS("claviger.keys.v1"),
    ACKS("claviger.acks.v1"),
    CLUSTERS("claviger.clusters.v1"),
    WORKERS("claviger.workers.v1"),
    ACTIVITY("claviger.activity.v1");

    private final String wireName;

    Topic(String wireName) {
        this.wireName = wireName;
    }

    /** Name on the broker. */
    public String wireName() {
        return wireName;
    }

    public String deadLetters() {
        return wireName + ".dlq";
    }
}
