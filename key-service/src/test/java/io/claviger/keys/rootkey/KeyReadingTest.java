package io.claviger.keys.rootkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.call.Call;
import io.claviger.keys.custody.Commitments;
import io.claviger.keys.custody.Custody;
import io.claviger.keys.custody.Material;
import io.claviger.keys.custody.Seal;
import io.claviger.keys.instance.store.InstanceStore;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.keys.sql.Sql;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.Rows;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.caller.Caller;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeyReadingTest {

    @Inject
    KeyFinder finder;

    @Inject
    VersionStore versions;

    @Inject
    InstanceStore instances;

    @Inject
    Seal seal;

    @Inject
    Commitments commitments;

    @Inject
    Activities activities;

    @Inject
    Sql sql;

    /** I1, I6. */
    @Test
    void wipesAPayloadWhoseReadCannotBeRecorded() {
        // Given a database that goes away between the read and the commit of its record
        Kms kms = Kms.newInstance();
        String key = kms.request()
                .body(Kms.createBody("\"name\":\"payload\",\"extractable\":true"))
                .post("/api/v2/keys")
                .path("resources[0].id");
        Caller manager =
                new Caller("IBMid-1", "one", kms.account(), Caller.Kind.USER, Map.of("kms", List.of("Manager")));
        Call call = new Call(manager, instances.find(kms.instance()).orElseThrow(), Operation.READ_KEY, "/", null);
        List<SecretBytes> opened = new ArrayList<>();
        Custody custody = new Custody(seal, new SecureRandom(), commitments) {
            @Override
            public SecretBytes reveal(Material material) {
                SecretBytes payload = super.reveal(material);
                opened.add(payload);
                int pid = sql.first("select pg_backend_pid()", row -> row.getInt(1))
                        .orElseThrow();
                Rows.column("select pg_terminate_backend(?)", pid);
                return payload;
            }
        };

        // When, Then
        assertThatThrownBy(() -> new KeyReading(finder, versions, custody, activities).read(call, key))
                .isInstanceOf(RuntimeException.class);
        assertThat(opened).singleElement().matches(SecretBytes::wiped);
    }
}
