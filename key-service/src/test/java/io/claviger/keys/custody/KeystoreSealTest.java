package io.claviger.keys.custody;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class KeystoreSealTest extends SealContract {

    @TempDir
    Path folder;

    private Seal seal = new KeystoreSeal("none", io.claviger.crypto.SecretBytes.random(RANDOM, 32), RANDOM);

    @BeforeEach
    void make() {
        seal = file("one.p12").create(RANDOM);
    }

    @Override
    Seal seal() {
        return seal;
    }

    @Override
    Seal reopened() {
        return file("one.p12").open(RANDOM);
    }

    @Override
    Seal another() {
        return file("two.p12").create(RANDOM);
    }

    private KeystoreFile file(String name) {
        return new KeystoreFile(folder.resolve(name), "password", "claviger.keys.seal");
    }
}
