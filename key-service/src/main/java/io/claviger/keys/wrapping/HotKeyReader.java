package io.claviger.keys.wrapping;

import io.claviger.keys.access.rules.AccessRules;
import io.claviger.keys.access.store.AccessRulesStore;
import io.claviger.keys.custody.Custody;
import io.claviger.keys.custody.Material;
import io.claviger.keys.instance.rules.Instance;
import io.claviger.keys.instance.store.InstanceStore;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.keys.rootkey.store.VersionStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Reads keys and opens their versions. */
@ApplicationScoped
public class HotKeyReader {

    private final InstanceStore instances;
    private final AccessRulesStore access;
    private final KeyStore keys;
    private final VersionStore versions;
    private final Custody custody;

    public HotKeyReader(
            InstanceStore instances, AccessRulesStore access, KeyStore keys, VersionStore versions, Custody custody) {
        this.instances = instances;
        this.access = access;
        this.keys = keys;
        this.versions = versions;
        this.custody = custody;
    }

    /** Empty when there is no such root key. The receiver closes it. */
    Optional<HotKey> read(String instanceId, KeyId id) {
        Optional<Instance> instance = instances.find(instanceId);
        Optional<Key> key =
                keys.find(instanceId, id).filter(found -> !found.traits().extractable());
        if (instance.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        boolean restricted = !access.of(instanceId).equals(AccessRules.NONE);
        Life.Version current = key.get().life().current();
        return material(instance.get(), id, current.id())
                .map(material -> new HotKey(
                        instance.get(), key.get(), restricted, new HotKey.Opened(current, custody.open(material))));
    }

    /** A version of the key, opened at its first need. Empty for a version that is not this key's. */
    Optional<HotKey.Opened> version(HotKey hot, VersionId id) {
        HotKey.Opened there = hot.version(id.value());
        if (there != null) {
            return Optional.of(there);
        }
        KeyId keyId = hot.key().id();
        return versions.find(keyId, id)
                .flatMap(version -> material(hot.instance(), keyId, id)
                        .map(material -> hot.add(new HotKey.Opened(version, custody.open(material)))));
    }

    private Optional<Material> material(Instance instance, KeyId keyId, VersionId version) {
        return versions.material(instance.key(), keyId, version);
    }
}
