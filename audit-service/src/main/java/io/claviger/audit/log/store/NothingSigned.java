package io.claviger.audit.log.store;

/** There is no checkpoint yet: the log is new, and what signs it has not come to it. */
public final class NothingSigned extends RuntimeException {

    NothingSigned() {
        super("nothing is signed yet");
    }
}
