package io.claviger.events;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;

/** Event ids: UUIDv7 (RFC 9562), so that they sort by time of origin. */
public final class EventIds {

    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();

    private EventIds() {}

    public static String next() {
        return GENERATOR.generate().toString();
    }
}
