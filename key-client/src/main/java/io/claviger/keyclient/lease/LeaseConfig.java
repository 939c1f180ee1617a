package io.claviger.keyclient.lease;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** For how long a root key may be used on an old proof. */
@ConfigMapping(prefix = "claviger.keys.lease")
public interface LeaseConfig {

    /** After this without a proof nothing under the key is used any more: the bound of I5 when every channel is cut. */
    @WithDefault("30s")
    Duration duration();

    /** A watermark from further in the future is not believed; it adds to the bound at most. */
    @WithDefault("5s")
    Duration largestSkew();

    /** A signing key of watermarks that key-service has not named again for this long is not trusted any more. */
    @WithDefault("PT24H")
    Duration trustSignersFor();

    /** Proofs older than this are renewed by asking, so that two more questions fit into the lease. */
    default Duration renewAfter() {
        return duration().dividedBy(3);
    }
}
