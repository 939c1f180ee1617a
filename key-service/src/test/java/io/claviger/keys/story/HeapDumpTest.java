package io.claviger.keys.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.support.HeapDump;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.Planter;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * I1: another process imports, wraps, unwraps and rotates, then disables and deletes; a dump of the heap after that holds
 * nothing of what it sent or got.
 */
@QuarkusTest
class HeapDumpTest {

    /** Proves that the search would find something. */
    private static final byte[] HELD = "claviger holds this text until the end".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    @Test
    void holdsNoKeyThatWasUsedAndDropped() throws Exception {
        // Given
        Kms kms = Kms.newInstance();
        Path planted = folder.resolve("planted");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Planter.class.getName(),
                RestAssured.baseURI + ":" + RestAssured.port,
                kms.token(),
                kms.instance(),
                planted.toString());
        Process planter = new ProcessBuilder(command).inheritIO().start();
        assertThat(planter.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(planter.exitValue()).isZero();

        // When
        HeapDump dump = new HeapDump().lookFor("held", HELD);
        List<String> lines = new ArrayList<>(Files.readAllLines(planted));
        assertThat(lines).hasSizeGreaterThan(8);
        // Only sixteen bytes of each are kept to search with; the rest is not in this heap because of the test.
        for (int i = 0; i < lines.size(); i++) {
            dump.lookFor("planted " + i, HexFormat.of().parseHex(lines.set(i, "")));
        }

        // Then: the search finds what is there, and of the planted nothing in any form
        assertThat(dump.found(folder)).contains("held raw").noneMatch(found -> found.startsWith("planted"));
    }
}
