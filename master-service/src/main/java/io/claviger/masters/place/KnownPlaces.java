package io.claviger.masters.place;

import io.claviger.keyclient.kms.KmsConfig;
import io.claviger.keyclient.kms.KmsPlaces;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.masters.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where instances are that somebody named a URL for. Only URLs that the installation permits are ever asked, and an instance keeps
 * the first one: a later caller cannot lead the clusters of others elsewhere. One whose URL is not permitted any more is out of
 * reach, which refuses reads; asked at the installation's own KMS, its keys would look purged.
 */
@ApplicationScoped
public class KnownPlaces implements KmsPlaces {

    private final Sql sql;
    private final List<URI> permitted;
    private final boolean inUse;
    /** A place never changes; one that is not known is looked for each time, since another replica may have learned it. */
    private final Map<String, URI> known = new ConcurrentHashMap<>();

    public KnownPlaces(Sql sql, KmsConfig config) {
        this.sql = sql;
        this.permitted = config.others().orElse(List.of());
        this.inUse = !permitted.isEmpty()
                || sql.first("select 1 from kms_place limit 1", row -> row.getInt(1))
                        .isPresent();
    }

    /** The permitted URL that a caller means; empty for any other, which nobody asks. */
    public Optional<URI> permitted(String url) {
        return permitted.stream().filter(each -> same(each.toString(), url)).findFirst();
    }

    @Override
    public Optional<URI> of(String instanceId) {
        Optional<URI> place = known(instanceId);
        if (place.isPresent() && !permitted.contains(place.get())) {
            throw new KmsUnreachableException(
                    place.get() + " is not among claviger.kms.others any more", new IOException("not permitted"));
        }
        return place;
    }

    /** The same, permitted or not. */
    public Optional<URI> known(String instanceId) {
        if (!inUse) {
            return Optional.empty();
        }
        URI place = known.get(instanceId);
        if (place != null) {
            return Optional.of(place);
        }
        Optional<URI> found = find(instanceId);
        found.ifPresent(there -> known.put(instanceId, there));
        return found;
    }

    /**
     * Commits before it returns.
     *
     * @return whether the instance is there now; false when it is known elsewhere
     */
    public boolean remember(String instanceId, URI place) {
        QuarkusTransaction.requiringNew()
                .run(() -> sql.update(
                        "insert into kms_place (instance_id, url) values (?, ?) on conflict do nothing",
                        instanceId,
                        place.toString()));
        return find(instanceId).filter(place::equals).isPresent();
    }

    private Optional<URI> find(String instanceId) {
        return sql.first(
                "select url from kms_place where instance_id = ?", row -> URI.create(row.getString(1)), instanceId);
    }

    private static boolean same(String one, String other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(String url) {
        return url.strip().replaceFirst("/+$", "").toLowerCase(Locale.ROOT);
    }
}
