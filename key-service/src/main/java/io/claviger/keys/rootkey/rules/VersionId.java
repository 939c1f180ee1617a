package io.claviger.keys.rootkey.rules;

import java.util.UUID;

/** Id of one version of a key; the first version has the id of its key. */
public record VersionId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
