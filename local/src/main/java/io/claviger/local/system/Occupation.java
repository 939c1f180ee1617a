package io.claviger.local.system;

import io.claviger.local.LocalFailure;
import io.claviger.local.layout.DataDir;
import io.claviger.local.layout.Ports;
import io.claviger.local.process.OrderlyStop;
import io.claviger.local.process.ProcessRecord;
import io.claviger.local.process.RunFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The right to run on a data folder, held from before the first part starts until after the last has stopped. */
final class Occupation implements AutoCloseable {
    static final String LAUNCHER = "launcher";

    private final RunFolder run;
    private final FileChannel channel;
    private final FileLock lock;

    private Occupation(RunFolder run, FileChannel channel, FileLock lock) {
        this.run = run;
        this.channel = channel;
        this.lock = lock;
    }

    /** Takes the folder, and ends what a launcher that was killed may have left running in it. */
    static Occupation of(DataDir folder, Ports ports) {
        var run = new RunFolder(folder.run());
        try {
            var channel =
                    FileChannel.open(folder.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                String who =
                        run.read(LAUNCHER).map(r -> " (pid " + r.pid() + ")").orElse("");
                throw new LocalFailure("Claviger is already running on " + folder.root() + who
                        + ": ./claviger status shows it, ./claviger down stops it");
            }
            var occupation = new Occupation(run, channel, lock);
            try {
                occupation.takeOver(ports);
            } catch (LocalFailure e) {
                occupation.close();
                throw e;
            }
            return occupation;
        } catch (IOException e) {
            throw new LocalFailure("the folder " + folder.run() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private void takeOver(Ports ports) throws IOException {
        var left = run.all().stream()
                .filter(record -> !record.part().equals(LAUNCHER))
                .toList();
        new OrderlyStop(Duration.ofSeconds(5)).stop(left);
        for (ProcessRecord record : left) {
            run.remove(record.part());
        }
        ports.byOption().forEach(Occupation::mustBeFree);
        run.write(ProcessRecord.of(LAUNCHER, ProcessHandle.current(), ports.http()));
    }

    private static void mustBeFree(String option, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new LocalFailure(
                    "port " + port + " is taken by another program: stop it, or choose another port with " + option, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisJvm) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            if (run.read(LAUNCHER)
                    .filter(r -> r.pid() == ProcessHandle.current().pid())
                    .isPresent()) {
                run.remove(LAUNCHER);
            }
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new LocalFailure("the lock of " + run.folder() + " cannot be given back: " + e.getMessage(), e);
        }
    }
}
