package io.claviger.events;

import java.time.Instant;

final class SampleKeys {

    static final KeySnapshot ACTIVE = new KeySnapshot(
            "a-key",
            "crn:v1:bluemix:public:kms:local:a/an-account:an-instance:key:a-key",
            "an-instance",
            "an-account",
            1,
            Instant.EPOCH,
            new KeySnapshot.KeyVersion("a-version", Instant.EPOCH),
            1,
            null,
            null);

    private SampleKeys() {}
}
