package io.claviger.local.system;

import java.time.Duration;

/** What befalls a part while the system starts, runs and stops, for whoever shows it. Told from several threads. */
public sealed interface Happening {
    String part();

    record Starting(String part) implements Happening {}

    record Ready(String part, int port, long pid, Duration took) implements Happening {}

    /** Ended without being asked to, and will be started again. */
    record Died(String part, long pid, Duration retryIn) implements Happening {}

    /** Could not be started again this time; the next attempt comes. */
    record StillDown(String part, String reason) implements Happening {}

    record Stopped(String part) implements Happening {}
}
