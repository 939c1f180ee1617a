package io.claviger.audit.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.audit.support.ProofVerifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MerkleTreeTest {

    /** The reference tree of google/certificate-transparency (merkletree tests), which RFC 6962 implementations share. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void hasTheRootsOfTheReferenceTree() {
        GrownTree log = new GrownTree();
        assertThat(hex(log.frontier().root())).isEqualTo(ROOTS.getFirst());
        for (int size = 1; size <= LEAVES.size(); size++) {
            log.append(HexFormat.of().parseHex(LEAVES.get(size - 1)));
            assertThat(hex(log.frontier().root())).isEqualTo(ROOTS.get(size));
            for (int earlier = 0; earlier <= size; earlier++) {
                assertThat(hex(log.tree().root(earlier))).isEqualTo(ROOTS.get(earlier));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, ''",
        "0, 8, 96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
                + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
                + " 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        "5, 8, bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
                + " ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
                + " d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "2, 3, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "1, 5, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
                + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
                + " bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    })
    void givesTheInclusionProofsOfTheReferenceTree(long index, long size, String path) {
        assertThat(reference().tree().inclusion(index, size).stream()
                        .map(MerkleTreeTest::hex)
                        .toList())
                .isEqualTo(words(path));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, ''",
        "1, 8, 96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
                + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
                + " 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        "6, 8, 0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
                + " ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
                + " d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "2, 5, 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
                + " bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    })
    void givesTheConsistencyProofsOfTheReferenceTree(long first, long second, String proof) {
        assertThat(reference().tree().consistency(first, second).stream()
                        .map(MerkleTreeTest::hex)
                        .toList())
                .isEqualTo(words(proof));
    }

    @Test
    void provesEveryLeafAndEveryPrefixOfEverySmallTree() {
        // Given
        int largest = 40;
        GrownTree log = numbered(largest);
        List<byte[]> leaves = leafHashes(largest);

        for (int size = 0; size <= largest; size++) {
            // When
            byte[] root = log.tree().root(size).bytes();

            // Then
            assertThat(root).isEqualTo(ProofVerifier.root(leaves.subList(0, size)));
            for (int index = 0; index < size; index++) {
                List<byte[]> path = bytes(log.tree().inclusion(index, size));
                assertThat(ProofVerifier.includes(leaves.get(index), index, size, path, root))
                        .isTrue();
                assertThat(ProofVerifier.includes(leaves.get(index), (index + 1) % size, size, path, root))
                        .isEqualTo(size == 1);
            }
            for (int first = 0; first <= size; first++) {
                byte[] firstRoot = ProofVerifier.root(leaves.subList(0, first));
                List<byte[]> proof = bytes(log.tree().consistency(first, size));
                assertThat(ProofVerifier.continues(first, firstRoot, size, root, proof))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256, 257, 511, 512, 513, 65535, 65536, 65537, 70000})
    void provesAcrossTiles(int size) {
        GrownTree log = numbered(size);
        List<byte[]> leaves = leafHashes(size);
        byte[] root = log.frontier().root().bytes();

        assertThat(root)
                .isEqualTo(ProofVerifier.root(leaves))
                .isEqualTo(log.tree().root(size).bytes());
        for (int index : new int[] {0, 1, 254, size / 2, size - 2, size - 1}) {
            List<byte[]> path = bytes(log.tree().inclusion(index, size));
            assertThat(ProofVerifier.includes(leaves.get(index), index, size, path, root))
                    .isTrue();
        }
        for (int first : new int[] {1, 3, 128, 255, size / 2, size - 1}) {
            byte[] firstRoot = ProofVerifier.root(leaves.subList(0, first));
            List<byte[]> proof = bytes(log.tree().consistency(first, size));
            assertThat(ProofVerifier.continues(first, firstRoot, size, root, proof))
                    .isTrue();
        }
    }

    @Test
    void hasTheTilesThatTheSpecificationCounts() {
        // Given: c2sp.org/tlog-tiles, "Partial Tiles"
        GrownTree log = numbered(70_000);

        // Then
        assertThat(log.count(0)).isEqualTo(273 * 256 + 112);
        assertThat(log.count(1)).isEqualTo(256 + 17);
        assertThat(log.count(2)).isEqualTo(1);
        assertThat(IntStream.range(0, 64).mapToLong(level -> TileHash.count(level, 70_000)))
                .startsWith(70_000L, 273L, 1L, 0L)
                .endsWith(0L);
    }

    @Test
    void keepsItsEdgeAsBytes() {
        Frontier frontier = numbered(1000).frontier();

        assertThat(Frontier.of(1000, frontier.toBytes())).isEqualTo(frontier);
    }

    private static GrownTree reference() {
        GrownTree log = new GrownTree();
        LEAVES.forEach(leaf -> log.append(HexFormat.of().parseHex(leaf)));
        return log;
    }

    private static GrownTree numbered(int size) {
        GrownTree log = new GrownTree();
        for (int i = 0; i < size; i++) {
            log.append(entry(i));
        }
        return log;
    }

    private static List<byte[]> leafHashes(int size) {
        List<byte[]> hashes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            hashes.add(ProofVerifier.leaf(entry(i)));
        }
        return hashes;
    }

    private static byte[] entry(int i) {
        return ByteBuffer.allocate(4).putInt(i).array();
    }

    private static List<byte[]> bytes(List<Hash> hashes) {
        return hashes.stream().map(Hash::bytes).toList();
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static String hex(Hash hash) {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(hash.base64()));
    }
}
