package io.claviger.masters.clientcert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** A small file that is read again once it has changed: certificates and secrets are renewed under a running service. */
final class WatchedFile<T> {

    private final Path path;
    private final Reading<T> reading;
    private volatile @Nullable Content<T> last;

    interface Reading<T> {
        /** @throws IOException saying what is wrong with the text, without quoting it */
        T read(String text) throws IOException;
    }

    private record Content<T>(FileTime at, T value) {}

    WatchedFile(Path path, Reading<T> reading) {
        this.path = path;
        this.reading = reading;
    }

    T get() throws IOException {
        FileTime now = Files.getLastModifiedTime(path);
        Content<T> content = last;
        if (content == null || !content.at().equals(now)) {
            try {
                content = new Content<>(now, reading.read(Files.readString(path)));
            } catch (IOException e) {
                throw new IOException(path + " cannot be used: " + e.getMessage(), e);
            }
            last = content;
        }
        return content.value();
    }
}
