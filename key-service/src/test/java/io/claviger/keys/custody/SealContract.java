package io.claviger.keys.custody;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every seal does. */
abstract class SealContract {

    static final SecureRandom RANDOM = new SecureRandom();
    private static final List<String> CONTEXT = List.of("instance-key", "one");

    private final byte[] secret = new byte[32];

    SealContract() {
        RANDOM.nextBytes(secret);
    }

    /** The same one each time. */
    abstract Seal seal();

    /** The same key, as after a restart. */
    abstract Seal reopened();

    /** Of the same kind, with another key. */
    abstract Seal another();

    @Test
    void opensWhatItSealed() {
        assertThat(opened(seal(), sealed(CONTEXT), CONTEXT)).isEqualTo(secret);
    }

    @Test
    void opensAfterARestartWhatItSealedBefore() {
        Sealed sealed = sealed(CONTEXT);

        Seal reopened = reopened();

        assertThat(opened(reopened, sealed, CONTEXT)).isEqualTo(secret);
        assertThat(reopened.keyId()).isEqualTo(seal().keyId());
    }

    @Test
    void sealsTheSameTwiceIntoDifferentBytes() {
        assertThat(sealed(CONTEXT)).isNotEqualTo(sealed(CONTEXT));
    }

    @Test
    void opensNothingInAnotherContext() {
        Sealed sealed = sealed(CONTEXT);

        for (List<String> other :
                List.of(List.of("instance-key", "two"), List.of("one", "instance-key"), List.<String>of())) {
            assertThat(seal().open(sealed, other)).isEqualTo(new Undecipherable(Undecipherable.Reason.NOT_AUTHENTIC));
        }
    }

    @Test
    void noticesAnyChangedByteAndAnyMissingOne() {
        byte[] bytes = sealed(CONTEXT).toBytes();

        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 0x10;
            assertThat(seal().open(Sealed.fromBytes(changed), CONTEXT))
                    .as("byte %d changed", i)
                    .isInstanceOf(Undecipherable.class);
            assertThat(seal().open(Sealed.fromBytes(Arrays.copyOf(bytes, i)), CONTEXT))
                    .as("%d bytes left", i)
                    .isInstanceOf(Undecipherable.class);
        }
    }

    @Test
    void saysInItsBytesWhichKeyTheyAreUnder() {
        assertThat(Seals.keyIdOf(sealed(CONTEXT))).isEqualTo(seal().keyId());
    }

    @Test
    void tellsAnotherKeysBytesFromDamage() {
        Seal another = another();

        assertThat(another.keyId()).isNotEqualTo(seal().keyId());
        assertThat(another.open(sealed(CONTEXT), CONTEXT))
                .isEqualTo(new Undecipherable(Undecipherable.Reason.OTHER_KEY));
    }

    @Test
    void leavesTheSecretToItsOwner() {
        try (SecretBytes mine = SecretBytes.copyOf(secret)) {
            seal().seal(mine, CONTEXT);

            assertThat(mine.toByteArray(InsecureSecretAccess.get())).isEqualTo(secret);
        }
    }

    private Sealed sealed(List<String> context) {
        try (SecretBytes bytes = SecretBytes.copyOf(secret)) {
            return seal().seal(bytes, context);
        }
    }

    static byte[] opened(Seal seal, Sealed sealed, List<String> context) {
        return switch (seal.open(sealed, context)) {
            case Opening.Opened(SecretBytes plaintext) -> plaintext.toByteArray(InsecureSecretAccess.get());
            case Undecipherable why -> throw new AssertionError("did not open: " + why);
        };
    }
}
