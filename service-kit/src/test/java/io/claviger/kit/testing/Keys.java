package io.claviger.kit.testing;

import io.claviger.events.EventCodec;
import io.claviger.events.EventHeaders;
import io.claviger.events.EventIds;
import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import io.claviger.events.Topic;
import io.claviger.kit.crn.Crn;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Key events for tests. */
public final class Keys {

    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    private Keys() {}

    public static KeyEvent rotated(String keyId, long revision) {
        String instance = "0e4e7d5a-7ad2-4b5c-8f2e-6b1d2d0f3c11";
        String account = "0123456789abcdef0123456789abcdef";
        return new KeyEvent.Rotated(new KeySnapshot(
                keyId,
                Crn.kmsInstance("local", account, instance).key(keyId).toString(),
                instance,
                account,
                1,
                SINCE,
                new KeySnapshot.KeyVersion(UUID.randomUUID().toString(), SINCE),
                revision,
                null,
                null));
    }

    public static Map<String, String> headers(
            KeyEvent event, @Nullable String traceparent, @Nullable String correlation) {
        return new EventHeaders(
                        EventIds.next(),
                        event.type(),
                        event.source(),
                        event.subject(),
                        SINCE,
                        event.partitionKey(),
                        event.sequence(),
                        traceparent,
                        correlation)
                .toMap();
    }

    public static void send(KeyEvent event, Map<String, String> headers) {
        Bus.send(Topic.KEYS.wireName(), event.partitionKey(), EventCodec.data(event), headers);
    }
}
