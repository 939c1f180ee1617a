package io.claviger.keys.custody.token;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.custody.token.TokenChannel.Frame;
import io.claviger.keys.custody.token.TokenChannel.Kind;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One running {@link TokenServer} and the line to it. Used by one thread at a time. */
final class TokenChild implements AutoCloseable {

    /** Enough for the provider, and small beside the service. */
    private static final List<String> FLAGS = List.of(
            "-Xmx32m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED");

    private final Process process;
    private final TokenChannel channel;

    private TokenChild(Process process, TokenChannel channel) {
        this.process = process;
        this.channel = channel;
    }

    /** Starts it; the socket is in a folder that only this user enters, and is gone when this returns. */
    static TokenChild start() throws IOException {
        Path folder = Files.createTempDirectory(
                "seal", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path socket = folder.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Process process = new ProcessBuilder(command(socket))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            // A process that dies before it calls would leave us waiting; closing the server ends that.
            process.onExit().thenRun(() -> closeQuietly(server));
            try {
                return new TokenChild(process, new TokenChannel(server.accept()));
            } catch (IOException | RuntimeException e) {
                process.destroyForcibly();
                throw e;
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
    }

    Frame ask(Kind kind, byte[]... parts) throws IOException {
        channel.send(kind, parts);
        Frame answer = channel.receive();
        return switch (answer.kind()) {
            case DONE, NOT_AUTHENTIC -> answer;
            case AWAY -> throw new TokenAwayException(text(answer), null);
            case PIN_REFUSED -> throw new TokenAwayException(text(answer), null, true);
            case OPEN, ENCRYPT, DECRYPT -> throw new IOException("the token process asks back");
        };
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket of the token process cannot be closed", e);
        }
    }

    private static String text(Frame answer) {
        return new String(answer.part(0), StandardCharsets.UTF_8);
    }

    private static void closeQuietly(ServerSocketChannel server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException("the socket for the token process cannot be closed", e);
        }
    }

    private static List<String> command(Path socket) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.of(
                        Stream.of(java),
                        FLAGS.stream(),
                        Stream.of("-cp", classPath(), TokenServer.class.getName(), socket.toString()))
                .flatMap(part -> part)
                .toList();
    }

    /** Only what the other side needs, wherever this service was started from. */
    private static String classPath() {
        return Stream.of(TokenServer.class, SecretBytes.class)
                .map(TokenChild::location)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException("nobody knows where " + type + " came from");
        }
        try {
            return Path.of(new URI(source.getLocation().toString())).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(type + " came from no file", e);
        }
    }
}
