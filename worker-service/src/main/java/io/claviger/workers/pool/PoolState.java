package io.claviger.workers.pool;

/** Life of a pool; the names are the wire's {@code lifecycle.actualState}. */
public enum PoolState {
    NORMAL("normal"),
    DELETING("deleting"),
    DELETED("deleted");

    private final String wireName;

    PoolState(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static PoolState named(String wireName) {
        for (PoolState one : values()) {
            if (one.wireName.equals(wireName)) {
                return one;
            }
        }
        throw new IllegalArgumentException("no pool state is called " + wireName);
    }
}
