package io.claviger.keyclient.kms;

import io.claviger.events.KeySnapshot;

/** What key-service says about a key when asked. */
public sealed interface KeyAnswer {

    record Known(KeySnapshot key) implements KeyAnswer {}

    /** Never existed, or purged: in either case nothing under it can be opened again. */
    record Unknown(String crn) implements KeyAnswer {}
}
