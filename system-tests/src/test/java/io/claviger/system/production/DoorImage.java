package io.claviger.system.production;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docker/Dockerfile puts into the front door's image, which is not all that the launcher has: a jar missing there is missing here. */
final class DoorImage {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern COPIED = Pattern.compile("local/target/lib/(\\S+\\.jar)");

    private DoorImage() {}

    static String classPath() throws IOException {
        String dockerfile = Files.readString(HOME.resolve("docker/Dockerfile"));
        int begin = dockerfile.indexOf("AS front-door-packaged");
        String copied = dockerfile.substring(begin, dockerfile.indexOf("/app/lib/", begin));
        List<String> jars = new ArrayList<>();
        jars.add(HOME.resolve("local/target/local.jar").toString());
        Matcher globs = COPIED.matcher(copied);
        while (globs.find()) {
            try (DirectoryStream<Path> matching =
                    Files.newDirectoryStream(HOME.resolve("local/target/lib"), globs.group(1))) {
                matching.forEach(jar -> jars.add(jar.toString()));
            }
        }
        return String.join(File.pathSeparator, jars);
    }
}
