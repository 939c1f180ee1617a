package io.claviger.audit.support;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** An outsider's reading of c2sp.org/signed-note and tlog-checkpoint, sharing no code with the service. */
public record NoteVerifier(String name, byte[] id, PublicKey key) {

    public record Head(String origin, long size, byte[] root) {}

    /** From a verifier key; a name may not hold a plus, base64 may. */
    public static NoteVerifier of(String vkey) {
        String[] parts = vkey.strip().split("\\+", 3);
        byte[] typeAndKey = Base64.getDecoder().decode(parts[2]);
        if (typeAndKey[0] != 1 || typeAndKey.length != 33) {
            throw new AssertionError("not an Ed25519 verifier key");
        }
        byte[] id =
                Arrays.copyOf(ProofVerifier.sha256((parts[0] + "\n").getBytes(StandardCharsets.UTF_8), typeAndKey), 4);
        if (!HexFormat.of().formatHex(id).equals(parts[1])) {
            throw new AssertionError("the key's id is not " + parts[1]);
        }
        return new NoteVerifier(
                parts[0], id, RawEd25519.publicKey(Arrays.copyOfRange(typeAndKey, 1, typeAndKey.length)));
    }

    /** The text of a note whose signature by this key holds. */
    public String open(String note) {
        int end = note.lastIndexOf("\n\n");
        String text = note.substring(0, end + 1);
        String prefix = "— " + name + " ";
        for (String line : note.substring(end + 2).split("\n")) {
            if (line.startsWith(prefix)) {
                byte[] blob = Base64.getDecoder().decode(line.substring(prefix.length()));
                if (Arrays.equals(Arrays.copyOf(blob, 4), id)
                        && holds(text, Arrays.copyOfRange(blob, 4, blob.length))) {
                    return text;
                }
            }
        }
        throw new AssertionError("no signature of " + name + " holds on:\n" + note);
    }

    public Head head(String note) {
        String[] lines = open(note).split("\n");
        if (lines.length != 3 || !lines[0].equals(name)) {
            throw new AssertionError("not a checkpoint of " + name + ":\n" + note);
        }
        return new Head(lines[0], Long.parseLong(lines[1]), Base64.getDecoder().decode(lines[2]));
    }

    private boolean holds(String text, byte[] signed) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
