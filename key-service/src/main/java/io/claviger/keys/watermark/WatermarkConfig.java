package io.claviger.keys.watermark;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Watermarks in the stream of key events. */
@ConfigMapping(prefix = "claviger.keys.watermark")
public interface WatermarkConfig {

    /** Off until every consumer of the topic knows the type: to an older one it is unreadable. */
    @WithDefault("true")
    boolean enabled();

    /** A fraction of the consumers' lease (30 s by default). */
    @WithDefault("3s")
    Duration every();

    /** A new signing key is made after this. */
    @WithDefault("P30D")
    Duration rotateEvery();

    /** For how long a new signing key is public before it signs, so that every consumer knows it by then. */
    @WithDefault("PT1H")
    Duration publicBefore();
}
