package io.claviger.keys.custody.token;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretBytes;
import io.claviger.keys.custody.token.TokenChannel.Frame;
import io.claviger.keys.custody.token.TokenChannel.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The process that holds the vendor's library. Ends with the service: as soon as the socket closes. Ends also after the first
 * failure of the token, because a library that has lost its token may never find it again.
 */
public final class TokenServer {

    private TokenServer() {}

    /** @param arguments the path of the service's socket */
    public static void main(String[] arguments) throws IOException {
        try (TokenChannel channel = new TokenChannel(SocketChannel.open(UnixDomainSocketAddress.of(arguments[0])))) {
            serve(channel);
        } catch (EOFException e) {
            // The service has ended, or wants another process.
            System.exit(0);
        }
        // Whatever threads the library has made are not waited for.
        System.exit(0);
    }

    private static void serve(TokenChannel channel) throws IOException {
        try {
            Token token = SunToken.open(settings(channel.receive()));
            channel.send(Kind.DONE, token.fingerprint());
            while (true) {
                answer(channel, token, channel.receive());
            }
        } catch (TokenAwayException e) {
            channel.send(
                    e.pinRefused() ? Kind.PIN_REFUSED : Kind.AWAY,
                    String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void answer(TokenChannel channel, Token token, Frame asked) throws IOException {
        switch (asked.kind()) {
            case ENCRYPT -> {
                try (SecretBytes plaintext = SecretBytes.takeOwnershipOf(asked.part(2))) {
                    channel.send(Kind.DONE, token.encrypt(asked.part(0), asked.part(1), plaintext));
                }
            }
            case DECRYPT -> {
                Optional<SecretBytes> opened = token.decrypt(asked.part(0), asked.part(1), asked.part(2));
                if (opened.isEmpty()) {
                    channel.send(Kind.NOT_AUTHENTIC);
                    return;
                }
                try (SecretBytes plaintext = opened.get()) {
                    byte[] bytes = plaintext.toByteArray(InsecureSecretAccess.get());
                    try {
                        channel.send(Kind.DONE, bytes);
                    } finally {
                        Arrays.fill(bytes, (byte) 0);
                    }
                }
            }
            case OPEN, DONE, NOT_AUTHENTIC, AWAY, PIN_REFUSED ->
                throw new IOException("nobody asks " + asked.kind() + " here");
        }
    }

    static byte[][] parts(TokenSettings settings) {
        return new byte[][] {
            text(settings.library().toString()),
            text(Long.toString(settings.slot())),
            text(settings.pinFile().toString()),
            text(settings.keyLabel()),
            text(settings.timeout().toString())
        };
    }

    private static TokenSettings settings(Frame frame) {
        return new TokenSettings(
                Path.of(text(frame, 0)),
                Long.parseLong(text(frame, 1)),
                Path.of(text(frame, 2)),
                text(frame, 3),
                Duration.parse(text(frame, 4)));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Frame frame, int index) {
        return new String(frame.part(index), StandardCharsets.UTF_8);
    }
}
