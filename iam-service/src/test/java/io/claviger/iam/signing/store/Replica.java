package io.claviger.iam.signing.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/** Opens a keystore in a process of its own and prints the id of the key that signs. */
final class Replica {

    private Replica() {}

    static String startAndName(Path file, String password) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Replica.class.getName(),
                        file.toString(),
                        password)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("a replica ended with " + process.exitValue());
        }
        return printed.lines()
                .filter(line -> line.startsWith("kid="))
                .findFirst()
                .orElse("");
    }

    public static void main(String[] arguments) {
        var firstEntry = new FirstKeyEntry(new SecureRandom(), Clock.systemUTC());
        var keystore = new SigningKeystore(Path.of(arguments[0]), arguments[1], "token-signing", firstEntry);
        System.out.println("kid=" + keystore.open().signerId());
    }
}
