package io.claviger.keys.restored;

import java.time.Instant;
import java.util.Optional;

/** Which watermarks the world has been told. */
public interface WatermarkHistory {

    /** Of one that is younger than the time; empty where there is none, and where nobody can say. */
    Optional<Instant> after(Instant time);
}
