package io.claviger.local.system;

import io.claviger.local.layout.DataDir;
import io.claviger.local.layout.Service;
import io.claviger.local.process.Memory;
import io.claviger.local.process.ProcessRecord;
import io.claviger.local.process.RunFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * One part as seen from outside the launcher, from its record and by asking it.
 *
 * @param record empty when the part was never started or was stopped in order
 * @param memory bytes, of the process and its children
 */
public record PartStatus(String part, State state, Optional<ProcessRecord> record, OptionalLong memory) {
    public enum State {
        READY,
        /** Runs, but does not do its work yet, or cannot for want of another part. */
        NOT_READY,
        /** Ended without being asked; the launcher, if there is one, starts it again. */
        DEAD,
        DOWN
    }

    private static final int PATIENCE_MILLIS = 1_000;

    /** Every part there is, in the order in which they start; the launcher first. */
    public static List<PartStatus> all(DataDir folder) {
        var run = new RunFolder(folder.run());
        return names().parallel().map(name -> of(name, run.read(name))).toList();
    }

    /** The parts' names; the logs and the records are called so too. */
    public static Stream<String> names() {
        var services = Arrays.stream(Service.values()).map(Service::partName);
        return Stream.of(
                        Stream.of(Occupation.LAUNCHER, Parts.KAFKA, Parts.POSTGRES),
                        services,
                        Stream.of(Parts.FRONT_DOOR))
                .flatMap(names -> names);
    }

    private static PartStatus of(String name, Optional<ProcessRecord> record) {
        if (record.isEmpty()) {
            return new PartStatus(name, State.DOWN, record, OptionalLong.empty());
        }
        var process = record.get().running();
        if (process.isEmpty()) {
            return new PartStatus(name, State.DEAD, record, OptionalLong.empty());
        }
        boolean ready = switch (name) {
            case Occupation.LAUNCHER -> true;
            case Parts.KAFKA, Parts.POSTGRES -> listens(record.get().port());
            case Parts.FRONT_DOOR -> HttpProbe.frontDoor(record.get().port()).ready();
            default -> HttpProbe.service(record.get().port()).ready();
        };
        // The launcher's descendants are the other rows.
        OptionalLong memory = name.equals(Occupation.LAUNCHER) ? Memory.alone(process.get()) : Memory.of(process.get());
        return new PartStatus(name, ready ? State.READY : State.NOT_READY, record, memory);
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
