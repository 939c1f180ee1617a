package io.claviger.keyclient.kms;

import io.claviger.events.KeySnapshot;
import java.io.IOException;
import java.util.Map;

/** What key-service says about a key when asked. */
public sealed interface KeyAnswer {

    /**
     * The answer about one of the keys that were asked about.
     *
     * @throws KmsUnreachableException when there is none, which says nothing about the key
     */
    static KeyAnswer about(String keyCrn, Map<String, KeyAnswer> answers) {
        KeyAnswer answer = answers.get(keyCrn);
        if (answer == null) {
            String what = "no answer about " + keyCrn;
            throw new KmsUnreachableException(what, new IOException(what));
        }
        return answer;
    }

    record Known(KeySnapshot key) implements KeyAnswer {}

    /** Never existed, or purged: in either case nothing under it can be opened again. */
    record Unknown(String crn) implements KeyAnswer {}
}
