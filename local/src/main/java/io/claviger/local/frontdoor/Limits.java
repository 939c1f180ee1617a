package io.claviger.local.frontdoor;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What anybody may cost who has not shown a token: the services ask for it, the door cannot. A client that is slow and gets on is
 * served, and a watch may be silent for as long as it likes.
 *
 * @param connections at a time, on each of the two ports: {@code CLAVIGER_FRONT_DOOR_CONNECTIONS}, by default what the heap has
 *     room for
 * @param calls at a time, to each address of a service; watches are not among them
 * @param head from the beginning of a connection to the end of its first request's headers, with the TLS handshake
 * @param kept from an answer to the end of the next request's headers; clients that keep connections mostly give them up sooner
 * @param body how long a request's body may take at whatever speed
 * @param bodyRate how many bytes a second must have come on average when it takes longer
 * @param silence after so long without a byte of its answer a call is ended, and so is one whose client does not take its answer
 * @param look how often connections are looked at
 */
record Limits(
        int connections,
        int calls,
        Duration head,
        Duration kept,
        Duration body,
        int bodyRate,
        Duration silence,
        Duration look) {

    /**
     * For two ports. A connection with TLS was seen to hold 16 KiB, and 80 KiB with {@link FrontDoor#LARGEST_HEADERS headers} that
     * do not end.
     */
    private static final long HEAP_OF_A_CONNECTION = 192 * 1024;

    private static final String CONNECTIONS = FrontDoorConfig.PREFIX + "CONNECTIONS";

    static Limits usual() {
        return from(name -> null);
    }

    static Limits from(UnaryOperator<@Nullable String> environment) {
        String number = environment.apply(CONNECTIONS);
        return new Limits(
                number == null || number.isBlank()
                        ? (int) Math.min(10_000, Runtime.getRuntime().maxMemory() / HEAP_OF_A_CONNECTION)
                        : connections(number),
                256,
                Duration.ofSeconds(20),
                Duration.ofSeconds(75),
                Duration.ofSeconds(30),
                4 * 1024,
                Duration.ofMinutes(2),
                Duration.ofSeconds(1));
    }

    private static int connections(String number) {
        try {
            int connections = Integer.parseInt(number.strip());
            if (connections > 0) {
                return connections;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(CONNECTIONS + " is not a number of connections: " + number, e);
        }
        throw new IllegalArgumentException(CONNECTIONS + " is not a number of connections: " + number);
    }
}
