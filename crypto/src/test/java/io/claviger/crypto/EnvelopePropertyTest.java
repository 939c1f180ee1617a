package io.claviger.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class EnvelopePropertyTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final UUID KEY_ID = UUID.randomUUID();
    private static final UUID VERSION_ID = UUID.randomUUID();

    private final EnvelopeCipher cipher = new EnvelopeCipher(RANDOM);
    private final EnvelopeKey key = EnvelopeKey.derive(SecretBytes.random(RANDOM, 32), KEY_ID, VERSION_ID);

    /** Few and nasty strings, so that lists that look alike when joined turn up often. */
    @Provide
    Arbitrary<List<String>> aads() {
        return Arbitraries.of("", "a", "b", "ab", "\u0000", "\u0001", "?", "\ud800", "\udfff", "\ud83d\udd11")
                .list()
                .ofMaxSize(4);
    }

    @Property
    void opensWhatItSealedUnderARootKeyOfAnyLength(
            @ForAll("rootKeyLengths") int length, @ForAll("aads") List<String> aad, @ForAll byte[] plaintext) {
        // Given
        var root = SecretBytes.random(RANDOM, length);
        var keyId = UUID.randomUUID();
        var versionId = UUID.randomUUID();
        // When
        var sealed = cipher.seal(root, keyId, versionId, aad, plaintext);
        // Then
        assertThat(TestData.plaintextOf(cipher.open(root, keyId, versionId, aad, sealed)))
                .isEqualTo(plaintext);
    }

    @Provide
    Arbitrary<Integer> rootKeyLengths() {
        return Arbitraries.of(16, 24, 32);
    }

    /** More than a chunk holds, and chunks that are not full. */
    @Property(tries = 50)
    void opensEachOfABatchAsIfItWereSealedAlone(
            @ForAll("aads") List<String> aad, @ForAll @IntRange(max = 200) int messages) {
        // Given
        var plaintexts = IntStream.range(0, messages)
                .mapToObj(i -> SecretBytes.copyOf(new byte[] {(byte) i, (byte) (i >> 3)}))
                .toList();
        // When
        var sealed = cipher.sealAll(
                key,
                plaintexts.stream()
                        .map(plaintext -> new EnvelopeCipher.Message(aad, plaintext))
                        .toList());
        // Then
        assertThat(sealed).hasSize(messages).doesNotHaveDuplicates();
        for (int i = 0; i < messages; i++) {
            assertThat(TestData.plaintextOf(cipher.open(key, aad, sealed.get(i))))
                    .isEqualTo(new byte[] {(byte) i, (byte) (i >> 3)});
        }
    }

    @Property
    void refusesAnyFlippedBit(@ForAll byte[] plaintext, @ForAll int where) {
        // Given
        var sealed = cipher.seal(key, List.of("aad"), plaintext);
        int bit = Math.floorMod(where, sealed.length * 8);
        // When
        sealed[bit / 8] ^= (byte) (1 << bit % 8);
        // Then
        assertThat(cipher.open(key, List.of("aad"), sealed)).isInstanceOf(Undecipherable.class);
    }

    @Property
    void refusesAnyCutEnvelope(@ForAll byte[] plaintext, @ForAll int where) {
        // Given
        var sealed = cipher.seal(key, List.of(), plaintext);
        // When
        var opening = cipher.open(key, List.of(), Arrays.copyOf(sealed, Math.floorMod(where, sealed.length)));
        // Then
        assertThat(opening).isInstanceOf(Undecipherable.class);
    }

    @Property
    void refusesOtherAad(@ForAll("aads") List<String> aad, @ForAll("aads") List<String> other) {
        // Given
        Assume.that(!aad.equals(other));
        // When
        var opening = cipher.open(key, other, cipher.seal(key, aad, new byte[32]));
        // Then
        assertThat(opening).isEqualTo(new Undecipherable(Undecipherable.Reason.NOT_AUTHENTIC));
    }

    @Property(tries = 2000)
    void encodesDifferentAadListsDifferently(@ForAll("aads") List<String> aad, @ForAll("aads") List<String> other) {
        assertThat(Arrays.equals(AssociatedData.of(new byte[0], aad), AssociatedData.of(new byte[0], other)))
                .isEqualTo(aad.equals(other));
    }

    @Property
    void bindsKeyIdAndVersionEvenForOneAndTheSameMaterial(@ForAll boolean forgeKey, @ForAll("aads") List<String> aad) {
        // Given
        var root = SecretBytes.random(RANDOM, 32);
        var original = EnvelopeKey.derive(root, KEY_ID, VERSION_ID);
        var other = EnvelopeKey.derive(
                root, forgeKey ? UUID.randomUUID() : KEY_ID, forgeKey ? VERSION_ID : UUID.randomUUID());
        var sealed = cipher.seal(original, aad, new byte[32]);
        // When
        var asStored = cipher.open(other, aad, sealed);
        System.arraycopy(Envelope.header(EnvelopeSuite.current(), other), 0, sealed, 0, Envelope.HEADER_BYTES);
        var withForgedHeader = cipher.open(other, aad, sealed);
        // Then
        assertThat(asStored)
                .isEqualTo(new Undecipherable(
                        forgeKey ? Undecipherable.Reason.OTHER_KEY : Undecipherable.Reason.OTHER_KEY_VERSION));
        assertThat(withForgedHeader).isEqualTo(new Undecipherable(Undecipherable.Reason.NOT_AUTHENTIC));
    }

    @Property
    void parsesAnyBytesWithoutThrowing(@ForAll byte[] tail, @ForAll boolean ourFormat, @ForAll boolean ourSuite) {
        // Given
        var start = new byte[] {ourFormat ? Envelope.FORMAT : tail.length > 0 ? tail[0] : 0, (byte) (ourSuite ? 1 : 9)};
        var bytes = Layout.concat(start, tail);
        // When
        var parsing = Envelope.parse(bytes);
        // Then
        if (parsing instanceof Envelope envelope) {
            assertThat(envelope.encode()).isEqualTo(bytes);
        }
    }
}
