package io.claviger.keys.wrapping.edge;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.custody.SecretWriter;
import io.claviger.keys.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Bytes of an answer, written twice: first to measure, then into one array of that very length. So no secret stays behind in a
 * buffer that was too small, and whoever has sent the array can wipe all there is (I1).
 */
final class AnswerBytes {

    private byte[] to = new byte[0];
    private int at;

    private AnswerBytes() {}

    /** @param body writes the same each time it is asked */
    static byte[] of(Consumer<AnswerBytes> body) {
        AnswerBytes answer = new AnswerBytes();
        body.accept(answer);
        answer.to = new byte[answer.at];
        answer.at = 0;
        try {
            body.accept(answer);
            return answer.to;
        } catch (RuntimeException e) {
            Arrays.fill(answer.to, (byte) 0);
            throw e;
        }
    }

    private boolean measuring() {
        return to.length == 0;
    }

    AnswerBytes bytes(byte[] text) {
        if (!measuring()) {
            System.arraycopy(text, 0, to, at, text.length);
        }
        at += text.length;
        return this;
    }

    /** Text of ASCII that needs no escapes in JSON. */
    AnswerBytes plain(String text) {
        if (measuring()) {
            at += text.length();
            return this;
        }
        return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Any text, in quotes. */
    AnswerBytes quoted(String text) {
        return bytes(WireJson.bytes(text));
    }

    /** In base64. */
    AnswerBytes secret(SecretBytes secret) {
        if (!measuring()) {
            SecretWriter.write(secret, to, at);
        }
        at += SecretWriter.length(secret);
        return this;
    }
}
