package io.claviger.audit.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;

/**
 * A text and one signature line (c2sp.org/signed-note).
 *
 * @param text ends with a newline, which is part of what is signed
 * @param signatures the lines after the separating empty line, each ending with a newline
 */
public record SignedNote(String text, String signatures) {

    private static final String DASH = "\u2014 ";
    private static final int ID_LENGTH = 4;

    public SignedNote {
        if (!text.endsWith("\n") || !signatures.endsWith("\n")) {
            throw new IllegalArgumentException("text and signature lines of a note end with a newline");
        }
    }

    public static SignedNote sign(String text, NoteSigner signer) {
        byte[] signature = signer.sign(text.getBytes(StandardCharsets.UTF_8));
        byte[] blob = ByteBuffer.allocate(ID_LENGTH + signature.length)
                .putInt(signer.verifier().id())
                .put(signature)
                .array();
        String line =
                DASH + signer.verifier().name() + " " + Base64.getEncoder().encodeToString(blob) + "\n";
        return new SignedNote(text, line);
    }

    public static SignedNote parse(String note) {
        int end = note.lastIndexOf("\n\n");
        if (end < 0) {
            throw new IllegalArgumentException("a signed note has an empty line before its signatures");
        }
        return new SignedNote(note.substring(0, end + 1), note.substring(end + 2));
    }

    /** True when a line of this very key is there and its signature holds. */
    public boolean isSignedBy(VerifierKey key) {
        String prefix = DASH + key.name() + " ";
        return signatures
                .lines()
                .filter(line -> line.startsWith(prefix))
                .anyMatch(line -> holds(line.substring(prefix.length()), key));
    }

    private boolean holds(String base64, VerifierKey key) {
        try {
            ByteBuffer blob = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            if (blob.remaining() < ID_LENGTH || blob.getInt() != key.id()) {
                return false;
            }
            byte[] bytes = new byte[blob.remaining()];
            blob.get(bytes);
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key.key());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.verify(bytes);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            // Not base64, or not a signature: either way nothing that this key signed.
            return false;
        }
    }

    /** As it is published. */
    @Override
    public String toString() {
        return text + "\n" + signatures;
    }
}
