package io.claviger.keys.support;

import io.claviger.keys.custody.token.TokenSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A new token of SoftHSM2. The build names the configuration's path in the environment of the tests, where the library looks
 * for it.
 */
public final class SoftToken {

    public static final String PIN = "493817";
    private static final Pattern SLOT = Pattern.compile("reassigned to slot (\\d+)");
    private static final List<String> LIBRARIES = List.of(
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib64/pkcs11/libsofthsm2.so",
            "/usr/local/lib/softhsm/libsofthsm2.so",
            "/opt/homebrew/lib/softhsm/libsofthsm2.so");

    private final int slot;
    private final Path pinFile;

    private SoftToken(int slot, Path pinFile) {
        this.slot = slot;
        this.pinFile = pinFile;
    }

    public static SoftToken make() {
        try {
            Path folder = configuration().resolveSibling("tokens");
            Files.createDirectories(folder);
            Files.writeString(
                    configuration(),
                    "directories.tokendir = " + folder.toAbsolutePath()
                            + "\nobjectstore.backend = file\nlog.level = ERROR\n");
            String told = run(
                    "softhsm2-util",
                    "--init-token",
                    "--free",
                    "--label",
                    UUID.randomUUID().toString().substring(4),
                    "--pin",
                    PIN,
                    "--so-pin",
                    PIN + "0");
            Matcher slot = SLOT.matcher(told);
            if (!slot.find()) {
                throw new IllegalStateException("softhsm2-util names no slot: " + told);
            }
            Path pinFile = Files.createTempFile(configuration().resolveSibling("."), "pin", "");
            Files.writeString(pinFile, PIN + "\n");
            return new SoftToken(Integer.parseInt(slot.group(1)), pinFile);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "SoftHSM2 is needed (Debian: apt-get install softhsm2); './claviger test' leaves these tests out "
                            + "where it is missing, and says so",
                    e);
        }
    }

    public TokenSettings settings(String label) {
        return new TokenSettings(library(), slot, pinFile, label, Duration.ofSeconds(60));
    }

    public int slot() {
        return slot;
    }

    public Path pinFile() {
        return pinFile;
    }

    /** With a key made by the product's own way, in a process that has loaded the library newly. */
    public SoftToken withKey(String label) {
        run(keyMaker(settings(label), "secret"));
        return this;
    }

    /** With a key that anybody who is logged in may read. */
    public SoftToken withReadableKey(String label) {
        run(keyMaker(settings(label), "readable"));
        return this;
    }

    /** As if it had been pulled out: what the library keeps is gone. */
    public static void pullOut() {
        move("tokens", "pulled-out");
    }

    public static void putBack() {
        move("pulled-out", "tokens");
    }

    public static Path library() {
        return LIBRARIES.stream()
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("SoftHSM2 is needed (Debian: apt-get install softhsm2)"));
    }

    private static String[] keyMaker(TokenSettings settings, String kind) {
        return new String[] {
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            SoftTokenKey.class.getName(),
            settings.library().toString(),
            Long.toString(settings.slot()),
            settings.pinFile().toString(),
            settings.keyLabel(),
            kind
        };
    }

    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String told = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(Stream.of(command).toList() + " failed: " + told);
            }
            return told;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void move(String from, String to) {
        try {
            Files.move(configuration().resolveSibling(from), configuration().resolveSibling(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path configuration() {
        String path = System.getenv("SOFTHSM2_CONF");
        if (path == null) {
            throw new IllegalStateException("SOFTHSM2_CONF is not set; the build sets it");
        }
        return Path.of(path);
    }
}
