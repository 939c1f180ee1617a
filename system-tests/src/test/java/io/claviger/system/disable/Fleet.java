package io.claviger.system.disable;

import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.client.PublicApi;
import io.claviger.local.layout.Service;
import io.claviger.local.system.LocalSystem;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many clusters under one root key. The first comes through the API; the others are its rows once more, each with a data key of
 * its own that key-service has wrapped for it.
 */
final class Fleet {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LocalSystem system;
    private final PublicApi api;
    private final String instance;

    Fleet(LocalSystem system, PublicApi api, String instance) {
        this.system = system;
        this.api = api;
        this.instance = instance;
    }

    /** Ids of clusters, all of them under the key. */
    List<String> under(Key key, int size) throws Exception {
        Clusters clusters = new Clusters(api);
        Keys keys = new Keys(api, instance);
        String template = clusters.create("template-" + id(), instance, keys.create("disks-" + id()), 1);
        clusters.await(
                template,
                "the cluster to be normal",
                body -> body.path("state").asText().equals("normal"));
        clusters.enableKms(template, instance, key);
        clusters.await(
                template,
                "key management to be enabled",
                body -> body.at("/features/keyProtectEnabled").asBoolean()
                        && body.at("/lifecycle/masterStatus").asText().equals(Clusters.READY));
        List<String> ids = new ArrayList<>(List.of(template));
        String crn = first("select crn from cluster where id = ?", template);
        String version = keys.version(key);
        List<Callable<Copy>> copies = new ArrayList<>();
        for (int i = 1; i < size; i++) {
            String id = id();
            ids.add(id);
            copies.add(() -> new Copy(id, wrap(key, crn.replace(template, id))));
        }
        insert(template, version, inParallel(copies));
        return ids;
    }

    private record Copy(String id, String wrapped) {}

    private String wrap(Key key, String clusterCrn) {
        byte[] dataKey = new byte[32];
        RANDOM.nextBytes(dataKey);
        return api.kms(
                        instance,
                        "POST",
                        "/api/v2/keys/" + key.id() + "/actions/wrap",
                        Map.of("plaintext", Base64.getEncoder().encodeToString(dataKey), "aad", List.of(clusterCrn)))
                .orFail()
                .text("/ciphertext");
    }

    static <T> List<T> inParallel(List<Callable<T>> calls) throws InterruptedException, ExecutionException {
        try (ExecutorService pool =
                Executors.newFixedThreadPool(12, Thread.ofVirtual().factory())) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        }
    }

    private void insert(String template, String version, List<Copy> copies) throws IOException, SQLException {
        try (Connection connection = masters()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement("""
                    with n as (select ?::text as old, ?::text as id, ?::uuid as data_key, ?::text as version, ?::text as wrapped),
                    c as (insert into cluster
                          select (jsonb_populate_record(t, jsonb_build_object(
                              'id', n.id, 'name', n.id, 'crn', replace(t.crn, n.old, n.id)))).*
                            from cluster t, n where t.id = n.old),
                    k as (insert into kube_cluster select n.id, k.resource_version, n.data_key
                            from kube_cluster k, n where k.cluster_id = n.old),
                    b as (insert into key_binding (dependant, key_crn, version_id, version_created)
                          select replace(b.dependant, n.old, n.id), b.key_crn, b.version_id, b.version_created
                            from n join cluster t on t.id = n.old join key_binding b on b.dependant = t.crn)
                    insert into data_key
                    select n.data_key, n.id, d.key_crn, n.version, n.wrapped, d.state, d.follows, d.created_at, d.wrapped_at
                      from data_key d, n where d.cluster_id = n.old
                    """)) {
                for (Copy copy : copies) {
                    statement.setString(1, template);
                    statement.setString(2, copy.id());
                    statement.setObject(3, UUID.randomUUID());
                    statement.setString(4, version);
                    statement.setString(5, copy.wrapped());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            try (PreparedStatement namespaces = connection.prepareStatement(
                    "insert into kube_object select k.cluster_id, o.kind, o.namespace, o.name, gen_random_uuid(),"
                            + " o.resource_version, o.created_at, o.labels, o.type, o.body, null"
                            + " from kube_object o, kube_cluster k where o.cluster_id = ? and o.kind = 'Namespace'"
                            + " and k.cluster_id <> o.cluster_id on conflict do nothing")) {
                namespaces.setString(1, template);
                namespaces.executeUpdate();
            }
            connection.commit();
        }
    }

    String first(String sql, String... parameters) throws IOException, SQLException {
        try (Connection connection = masters();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    Connection masters() throws IOException, SQLException {
        LocalSystem.Database database = system.database(Service.MASTER);
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    private static String id() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return id.toString();
    }
}
