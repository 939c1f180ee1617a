package io.claviger.engines;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Copies the files of a server while it works (PostgreSQL, "Making a Base Backup Using the Low Level API"): all its databases as
 * they were at one instant, the end of the copy. A server that is started on the copy replays the write-ahead log that comes
 * with it, as after a crash.
 */
final class PostgresCopy {
    /** What a starting server makes anew, and what a copy of would mislead it. */
    private static final Set<String> EMPTY = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init");
    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");

    private final Path data;
    private final Path target;

    PostgresCopy(Path data, Path target) {
        this.data = data;
        this.target = target;
    }

    /** @param superuser a session that lasts as long as the copying does */
    void take(Connection superuser) throws SQLException, IOException {
        try (Statement sql = superuser.createStatement()) {
            // A slot that ends with the session: until then no segment of the log that the copy needs is thrown away.
            sql.execute("select pg_create_physical_replication_slot('copy_' || pg_backend_pid(), true, true)");
            String first = text(sql, "select pg_walfile_name(pg_backup_start('claviger', true))");
            copyFiles();
            try (ResultSet end =
                    sql.executeQuery("select pg_walfile_name(lsn), labelfile from pg_backup_stop(false)")) {
                end.next();
                copyLog(first, end.getString(1));
                Files.writeString(target.resolve("backup_label"), end.getString(2));
            }
        }
    }

    private void copyFiles() throws IOException {
        Files.walkFileTree(data, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path relative = data.relativize(folder);
                Folders.createPrivate(target.resolve(relative));
                return EMPTY.contains(relative.toString())
                                || relative.toString().endsWith("pgsql_tmp")
                        ? emptied(folder)
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!LEFT_OUT.contains(file.getFileName().toString())) {
                    copy(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    /** The folder stays, without what is in it; of the log's, its own folders too. */
    private FileVisitResult emptied(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path each : inside.filter(Files::isDirectory).toList()) {
                if (folder.endsWith("pg_wal")) {
                    Folders.createPrivate(target.resolve(data.relativize(each)));
                }
            }
        }
        return FileVisitResult.SKIP_SUBTREE;
    }

    private void copyLog(String first, String last) throws IOException {
        try (Stream<Path> log = Files.list(data.resolve("pg_wal"))) {
            for (Path file : log.toList()) {
                String name = file.getFileName().toString();
                if (SEGMENT.matcher(name).matches() && name.compareTo(first) >= 0 && name.compareTo(last) <= 0) {
                    copy(file);
                }
            }
        }
    }

    /** A table that is dropped meanwhile takes its file away; the log knows about it. */
    private void copy(Path file) throws IOException {
        try {
            Files.copy(file, target.resolve(data.relativize(file)));
        } catch (NoSuchFileException dropped) {
            if (Files.exists(file)) {
                throw dropped;
            }
        }
    }

    private static String text(Statement sql, String query) throws SQLException {
        try (ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
