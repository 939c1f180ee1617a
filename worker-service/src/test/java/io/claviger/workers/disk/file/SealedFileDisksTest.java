package io.claviger.workers.disk.file;

import io.claviger.workers.disk.DiskDriver;
import java.nio.file.Path;

class SealedFileDisksTest extends DiskDriverContract {

    @Override
    DiskDriver driver(Path folder) {
        return new SealedFileDisks(folder, random());
    }
}
