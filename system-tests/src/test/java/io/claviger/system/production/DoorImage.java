package io.claviger.system.production;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What docker/Dockerfile puts into the front door's image, which is not all that the launcher has: a jar missing there is missing here. */
final class DoorImage {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern COPIED = Pattern.compile("local/target/lib/(\\S*)");

    private DoorImage() {}

    /** The patterns of the libraries that a stage of docker/Dockerfile copies, in its order. */
    static List<String> libraries(String stage) throws IOException {
        String dockerfile = Files.readString(HOME.resolve("docker/Dockerfile"));
        int begin = dockerfile.indexOf("AS " + stage);
        String copied = dockerfile.substring(begin, dockerfile.indexOf("/app/lib/", begin));
        return COPIED.matcher(copied).results().map(match -> match.group(1)).toList();
    }

    static String classPath() throws IOException {
        List<String> jars = new ArrayList<>();
        jars.add(HOME.resolve("local/target/local.jar").toString());
        for (String glob : libraries("front-door-packaged")) {
            try (DirectoryStream<Path> matching = Files.newDirectoryStream(HOME.resolve("local/target/lib"), glob)) {
                matching.forEach(jar -> jars.add(jar.toString()));
            }
        }
        return String.join(File.pathSeparator, jars);
    }
}
