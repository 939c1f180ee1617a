package io.claviger.keys.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.keys.support.SealProcess;
import io.claviger.keys.support.SoftToken;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a keystore to a token and back, with replicas that know one seal, both, or only the other. */
@Tag("softhsm")
class TokenResealTest {

    private static final int INSTANCES = 30;

    @TempDir
    Path folder;

    private final SealedDatabase database = new SealedDatabase();

    @AfterEach
    void stop() {
        database.stop();
    }

    @Test
    void movesFromAKeystoreToATokenAndBackUnderReplicasThatKnowBoth() {
        // Given
        Map<String, String> keystore =
                Map.of("keystore", folder.resolve("seal.p12").toString(), "password", "password");
        Map<String, String> token = SealAtStartTest.token(SoftToken.make());
        Map<String, String> both = with(keystore, "other.", token);
        Seal alone = database.start(keystore);
        List<UUID> ids = addInstances(alone);

        // When
        String made = told(both, 0, "make");
        String again = told(both, 1, "make");
        Seal replica = database.start(both);
        String there = told(both, 0, "reseal", "--chunk", "7");

        // Then
        assertThat(made)
                .contains("Made: key 'claviger-seal' on the PKCS#11 token")
                .doesNotContain(SoftToken.PIN);
        assertThat(again).contains("There already is a key 'claviger-seal'");
        assertThat(there).contains("7 of 30 instance keys").contains("Done: 30 instance keys moved");
        assertThatOpens(replica, ids);
        assertThatOpens(database.start(token), ids);
        assertThat(new Custody(replica, new SecureRandom(), (_, _) -> {})
                        .newInstanceKey("new")
                        .sealed()
                        .toBytes()[0])
                .as("format of a token's seal")
                .isEqualTo((byte) 0xE1);
        assertThatThrownBy(() -> database.start(keystore))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("is not the seal of this database");
        assertThatThrownBy(() -> assertThatOpens(alone, ids))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("claviger.keys.seal.other");

        // When
        String back = told(both, 0, "reseal", "--back");

        // Then
        assertThat(back).contains("Done: 30 instance keys moved");
        assertThatOpens(replica, ids);
        assertThatOpens(database.start(keystore), ids);
        assertThatThrownBy(() -> database.start(token)).isInstanceOf(SealException.class);
    }

    @Test
    void leavesADamagedInstanceKeyAndItsSealAndSaysWhich() {
        // Given
        Map<String, String> keystore =
                Map.of("keystore", folder.resolve("seal.p12").toString(), "password", "password");
        Map<String, String> both = with(
                keystore,
                "other.",
                Map.of(
                        "kind",
                        "keystore",
                        "keystore",
                        folder.resolve("next.p12").toString(),
                        "password",
                        "password"));
        addInstances(database.start(keystore));
        String damaged = database.sql()
                .first("select id from instance order by id offset 3", row -> row.getString(1))
                .orElseThrow();
        database.sql()
                .write(
                        "update instance set sealed_key = set_byte(sealed_key, 80, 255 - get_byte(sealed_key, 80)) "
                                + "where id = ?",
                        damaged);
        told(both, 0, "make");

        // When
        String told = told(both, 1, "reseal");

        // Then
        assertThat(told).contains("do not open").contains(damaged);
        assertThat(database.sql().list("select sealed_under from instance", row -> row.getBytes(1)).stream()
                        .map(java.util.Arrays::hashCode)
                        .distinct())
                .hasSize(2);
        database.start(both);
        assertThatThrownBy(() -> database.start(keystore)).hasMessageContaining("on its way from one seal to another");
    }

    private String told(Map<String, String> settings, int exit, String... arguments) {
        Map<String, String> all = new LinkedHashMap<>();
        settings.forEach((name, value) -> all.put("claviger.keys.seal." + name, value));
        all.put("quarkus.datasource.jdbc.url", database.url());
        all.put("quarkus.datasource.username", database.user());
        all.put("quarkus.datasource.password", database.user());
        SealProcess command = SealProcess.start(all, arguments);
        String told = command.told();
        assertThat(command.exit()).as(told).isEqualTo(exit);
        return told;
    }

    /** Ids of keys whose material is sealed under each instance's key. */
    private List<UUID> addInstances(Seal seal) {
        Custody custody = new Custody(seal, new SecureRandom(), (_, _) -> {});
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            InstanceKey key = custody.newInstanceKey(UUID.randomUUID().toString());
            database.sql().write("""
                            insert into instance (id, service, region, account_id, name, resource_group, plan_id,
                                                  instance_key_id, sealed_key, created_at, created_by)
                            values (?, 'kms', 'local', 'a', 'n', 'g', 'p', ?, ?, now(), 'me')
                            """, key.instanceId(), key.id(), key.sealed().toBytes());
            ids.add(key.id());
        }
        return ids;
    }

    private void assertThatOpens(Seal seal, List<UUID> ids) {
        List<InstanceKey> keys =
                database.sql().list("select id, instance_key_id, sealed_key from instance", TokenResealTest::read);
        assertThat(keys).extracting(InstanceKey::id).containsAll(ids);
        for (InstanceKey key : keys) {
            assertThat(SealContract.opened(seal, key.sealed(), key.context())).hasSize(32);
        }
    }

    private static InstanceKey read(ResultSet row) throws SQLException {
        return new InstanceKey(row.getString(1), row.getObject(2, UUID.class), Sealed.fromBytes(row.getBytes(3)));
    }

    private static Map<String, String> with(Map<String, String> first, String prefix, Map<String, String> other) {
        Map<String, String> both = new LinkedHashMap<>(first);
        other.forEach((name, value) -> both.put(prefix + name, value));
        return both;
    }
}
