package io.claviger.workers.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of workers' disks, in the folder that application.properties names for tests. */
final class Volumes {

    private static final Path FOLDER = Path.of("target/workers/disks");

    private Volumes() {}

    static List<String> of(String worker) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(worker))
                    .toList();
        }
    }

    /** Gives the worker's one volume the worker's name, which all volumes had before. */
    static void rename(String worker) throws IOException {
        String own = of(worker).getFirst();
        Files.move(FOLDER.resolve(own), FOLDER.resolve(worker + own.substring(own.lastIndexOf('.'))));
    }
}
