package io.claviger.audit.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.audit.merkle.Hash;
import io.claviger.audit.support.NoteVerifier;
import io.claviger.audit.support.RawEd25519;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {

    /** Verifier key and note of c2sp.org/signed-note, "Example". */
    private static final String SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    private static final String SPEC_NOTE = """
            This is an example message.

            — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
            """;

    /** Keys and note of the tests of golang.org/x/mod/sumdb/note. */
    private static final String GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String GO_SEED = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private static final String GO_NOTE = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
            """;

    @Test
    void writesVerifierKeysAsOthersDo() {
        assertThat(verifier(SPEC_KEY).text()).isEqualTo(SPEC_KEY);
        assertThat(verifier(GO_KEY).text()).isEqualTo(GO_KEY);
    }

    @Test
    void acceptsTheNotesOfOthers() {
        assertThat(SignedNote.parse(SPEC_NOTE).isSignedBy(verifier(SPEC_KEY))).isTrue();
        assertThat(SignedNote.parse(GO_NOTE).isSignedBy(verifier(GO_KEY))).isTrue();
        assertThat(SignedNote.parse(GO_NOTE).isSignedBy(verifier(SPEC_KEY))).isFalse();
    }

    @Test
    void signsByteForByteAsGoDoes() {
        // Given
        NoteSigner signer = signer(GO_KEY, GO_SEED);
        String text = GO_NOTE.substring(0, GO_NOTE.indexOf("\n\n") + 1);

        // When
        SignedNote note = SignedNote.sign(text, signer);

        // Then
        assertThat(note).hasToString(GO_NOTE);
        assertThat(NoteVerifier.of(GO_KEY).open(note.toString())).isEqualTo(text);
    }

    @Test
    void noticesEveryChangedCharacter() {
        VerifierKey key = verifier(GO_KEY);
        for (int i = 0; i < GO_NOTE.indexOf("\n\n"); i++) {
            String changed = GO_NOTE.substring(0, i) + (char) (GO_NOTE.charAt(i) ^ 1) + GO_NOTE.substring(i + 1);
            if (changed.charAt(i) != '\n' && GO_NOTE.charAt(i) != '\n') {
                assertThat(SignedNote.parse(changed).isSignedBy(key)).isFalse();
            }
        }
    }

    @Test
    void writesCheckpointsAsSpecified() {
        // Given: the text of the example of c2sp.org/tlog-checkpoint
        String text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

        // When
        Checkpoint checkpoint = new Checkpoint(
                "example.com/behind-the-sofa",
                20852163,
                Hash.of(Base64.getDecoder().decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")));

        // Then
        assertThat(checkpoint.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a+b", "a\nb", "a\u2003b", "a\tb"})
    void refusesNamesThatNoNoteCanCarry(String name) {
        assertThatThrownBy(() -> new VerifierKey(name, verifier(GO_KEY).key()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static VerifierKey verifier(String vkey) {
        String[] parts = vkey.split("\\+", 3);
        byte[] typeAndKey = Base64.getDecoder().decode(parts[2]);
        return new VerifierKey(parts[0], RawEd25519.publicKey(Arrays.copyOfRange(typeAndKey, 1, 33)));
    }

    private static NoteSigner signer(String vkey, String typeAndSeed) {
        byte[] seed = Arrays.copyOfRange(Base64.getDecoder().decode(typeAndSeed), 1, 33);
        return new NoteSigner() {
            @Override
            public VerifierKey verifier() {
                return SignedNoteTest.verifier(vkey);
            }

            @Override
            public byte[] sign(byte[] text) {
                try {
                    Signature signature = Signature.getInstance("Ed25519");
                    signature.initSign(RawEd25519.privateKey(seed));
                    signature.update(text);
                    return signature.sign();
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
