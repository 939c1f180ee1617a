package io.claviger.masters.ownport;

/** What a client sees of a cluster whose root key is away. */
public enum StatusOnDisable {
    /** 403 with the reason, below the address that all clusters share. */
    FORBIDDEN,
    /** Nothing: every cluster has a port, and it takes no connection (S102). */
    TIMEOUT
}
