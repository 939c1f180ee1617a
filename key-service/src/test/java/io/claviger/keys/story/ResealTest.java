package io.claviger.keys.story;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.support.Kms;
import io.claviger.keys.support.Rows;
import io.claviger.keys.support.SealProcess;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The database moves from one keystore to another beside the running service; the command is killed in the middle (I9). */
@QuarkusTest
class ResealTest {

    @Test
    void movesEveryInstanceKeyThoughItIsKilledAndTheServiceNeverStops() throws Exception {
        // Given instances with keys, and a row in the middle that the command cannot get past
        await().until(() -> !Rows.column("select id from watermark_key").isEmpty());
        List<Wrapped> wrapped = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            wrapped.add(Wrapped.in(Kms.newInstance()));
        }
        String former = current();
        List<String> ids =
                wrapped.stream().map(each -> each.kms.instance()).sorted().toList();
        String stuck = ids.get(6);

        // When
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            try (var lock = connection.prepareStatement("select 1 from instance where id = ? for no key update")) {
                lock.setString(1, stuck);
                lock.executeQuery();
            }
            SealProcess command = reseal("--chunk", "1");
            await().until(() -> !under(former).contains(ids.get(5)));

            // Then the service opens what is under either seal, and seals under the new one
            wrapped.forEach(Wrapped::unwraps);
            Wrapped fresh = Wrapped.in(Kms.newInstance());
            assertThat(under(former)).contains(stuck).doesNotContain(fresh.kms.instance());
            assertThat(command.runs()).isTrue();

            // When
            command.kill();
            connection.rollback();
            wrapped.add(fresh);
        }
        assertThat(under(former)).as("left by the kill").contains(ids.get(7), ids.get(11));
        wrapped.forEach(Wrapped::unwraps);
        SealProcess again = reseal("--chunk", "5");
        String told = again.told();

        // Then
        assertThat(again.exit()).as(told).isZero();
        assertThat(told).contains("instance keys").contains("Done: ");
        assertThat(under(former)).isEmpty();
        assertThat(Rows.column("select id from watermark_key where encode(sealed_under, 'hex') = ?", former))
                .as("signing keys that the former seal alone opens")
                .isEmpty();
        assertThat(Rows.column("select encode(key_id, 'hex') from seal"))
                .hasSize(1)
                .doesNotContain(former);
        wrapped.forEach(Wrapped::unwraps);
        Wrapped.in(Kms.newInstance()).unwraps();
        assertThat(reseal().told()).contains("Done: 0 instance keys moved");
        String written = lastWatermark();
        await().until(() -> !lastWatermark().equals(written));
    }

    @Test
    void tellsWhichSealTheDatabaseIsUnderAndHowToMoveIt() {
        // When
        String status = command("status").told();
        String help = command("--help").told();
        SealProcess unknown = command("relabel");

        // Then
        assertThat(status)
                .contains("claviger.keys.seal: keystore ")
                .contains("claviger.keys.seal.other: keystore ")
                .contains(", in use")
                .doesNotContain("only-for-tests");
        assertThat(help).contains("seal reseal --back").contains("docs/operations/seal.md");
        assertThat(unknown.exit()).isEqualTo(2);
    }

    /** One key of an instance, and something under it. */
    private record Wrapped(Kms kms, String key, String ciphertext) {

        static Wrapped in(Kms kms) {
            String key = kms.createRootKey("moved");
            return new Wrapped(kms, key, kms.wrap(key, "{}"));
        }

        void unwraps() {
            kms.act(key, "unwrap", "{\"ciphertext\":\"" + ciphertext + "\"}")
                    .then()
                    .statusCode(200);
        }
    }

    private static String lastWatermark() {
        return Rows.column("select written_at::text from watermark_turn").getFirst();
    }

    private static String current() {
        return Rows.column("select encode(key_id, 'hex') from seal order by id desc")
                .getFirst();
    }

    private static List<String> under(String seal) {
        return Rows.column("select id from instance where encode(sealed_under, 'hex') = ?", seal);
    }

    private static SealProcess reseal(String... options) {
        List<String> arguments = new ArrayList<>(List.of("reseal"));
        arguments.addAll(List.of(options));
        return command(arguments.toArray(String[]::new));
    }

    private static SealProcess command(String... arguments) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name :
                List.of("quarkus.datasource.jdbc.url", "quarkus.datasource.username", "quarkus.datasource.password")) {
            settings.put(name, System.getProperty(name));
        }
        settings.put(
                "claviger.keys.seal.keystore",
                Path.of("target/test-seal/seal.p12").toString());
        settings.put("claviger.keys.seal.password", "only-for-tests");
        settings.put("claviger.keys.seal.other.kind", "keystore");
        settings.put("claviger.keys.seal.other.keystore", "src/test/resources/seal/other.p12");
        settings.put("claviger.keys.seal.other.password", "only-for-tests");
        return SealProcess.start(settings, arguments);
    }

    private static Connection connection() throws Exception {
        return DriverManager.getConnection(
                System.getProperty("quarkus.datasource.jdbc.url"),
                System.getProperty("quarkus.datasource.username"),
                System.getProperty("quarkus.datasource.password"));
    }
}
