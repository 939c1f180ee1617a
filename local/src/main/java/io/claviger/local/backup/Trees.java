package io.claviger.local.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** Copies folders with the modes of their files. */
final class Trees {
    private static final int BLOCK = 1 << 16;

    private Trees() {}

    /** Mode 0700. */
    static void createPrivate(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** A file, or a folder with everything in it; into folders that exist, over files that do not. */
    static void copy(Path from, Path to) throws IOException {
        createPrivate(to.resolveSibling(""));
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                createPrivate(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = from.equals(file) ? to : to.resolve(from.relativize(file));
                if (attributes.size() > BLOCK) {
                    copyWithHoles(file, copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Disks are mostly holes, and as large as disks when these are written out. */
    private static void copyWithHoles(Path file, Path copy) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        Files.createFile(
                                copy, PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(file))),
                        StandardOpenOption.WRITE)) {
            long at = 0;
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                block.flip();
                if (block.mismatch(zeros.slice(0, n)) >= 0) {
                    out.write(block, at);
                }
                at += n;
                block.clear();
            }
            if (out.size() < at) {
                out.write(ByteBuffer.allocate(1), at - 1);
            }
        }
    }
}
