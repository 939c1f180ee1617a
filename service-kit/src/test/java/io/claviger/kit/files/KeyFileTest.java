package io.claviger.kit.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

    @TempDir
    Path folder;

    @Test
    void makesAFileForItsOwnerOnlyAndNothingBesideIt() throws IOException {
        Path path = folder.resolve("deep/key");

        assertThat(KeyFile.make(path, new byte[] {1, 2, 3})).isTrue();

        assertThat(path).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(path.getParent()).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void neverReplacesOne() throws IOException {
        Path path = folder.resolve("key");
        KeyFile.make(path, new byte[] {1});

        assertThat(KeyFile.make(path, new byte[] {2})).isFalse();

        assertThat(path).hasBinaryContent(new byte[] {1});
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }
}
