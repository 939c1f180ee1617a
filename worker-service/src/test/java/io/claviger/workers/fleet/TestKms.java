package io.claviger.workers.fleet;

import io.claviger.crypto.EnvelopeCipher;
import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import io.claviger.events.KeySnapshot;
import io.claviger.events.KeySnapshot.KeyVersion;
import io.claviger.keyclient.kms.KeyAnswer;
import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.kit.crn.Crn;
import io.claviger.testkit.TestTokens;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A key management service whose keys and faults a test commands; it wraps with the real envelope. */
@Alternative
@Priority(1)
@ApplicationScoped
public class TestKms implements Kms {

    private static final String ACCOUNT = TestTokens.ACCOUNT;
    private static final UUID NO_VERSION = new UUID(0, 0);

    private final EnvelopeCipher cipher = new EnvelopeCipher(new SecureRandom());
    private final Map<String, KeySnapshot> keys = new ConcurrentHashMap<>();
    private final Map<String, SecretBytes> material = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> registrations = new ConcurrentHashMap<>();
    private final List<byte[]> seen = new CopyOnWriteArrayList<>();
    private volatile boolean unreachable;
    private volatile Runnable beforeUnwrap = () -> {};
    private volatile Runnable beforeWrap = () -> {};
    private volatile Runnable beforeRegister = () -> {};
    private volatile Runnable afterRegister = () -> {};

    public KeySnapshot create() {
        return create("kms", "local");
    }

    /** A root key in an instance of this service and region, which only its CRN tells. */
    public KeySnapshot create(String service, String region) {
        String instance = UUID.randomUUID().toString();
        String key = UUID.randomUUID().toString();
        String crn = new Crn("bluemix", "public", service, region, ACCOUNT, instance, "key", key).toString();
        return keep(new KeySnapshot(key, crn, instance, ACCOUNT, 1, now(), version(), 1, null, null));
    }

    /** Another root key of the same instance. */
    public KeySnapshot createBeside(KeySnapshot other) {
        String key = UUID.randomUUID().toString();
        String crn = other.crn().replace(other.keyId(), key);
        return keep(new KeySnapshot(key, crn, other.instanceId(), ACCOUNT, 1, now(), version(), 1, null, null));
    }

    public KeySnapshot rotate(KeySnapshot key) {
        return change(key, 1, version());
    }

    /** 1 enables, 2 disables, 5 deletes. */
    public KeySnapshot toState(KeySnapshot key, int state) {
        return change(key, state, current(key).keyVersion());
    }

    public KeySnapshot current(KeySnapshot key) {
        return Objects.requireNonNull(keys.get(key.crn()));
    }

    public void forget(KeySnapshot key) {
        keys.remove(key.crn());
    }

    public void unreachable(boolean away) {
        unreachable = away;
    }

    /** Every passphrase that was ever given to be wrapped, in the clear: what must be found nowhere. */
    public List<byte[]> seen() {
        return seen;
    }

    /** Runs once, when key-service has been asked and has not answered yet. */
    public void beforeNextUnwrap(Runnable once) {
        beforeUnwrap = once;
    }

    /** Like {@link #beforeNextUnwrap}, for a new passphrase. */
    public void beforeNextWrap(Runnable once) {
        beforeWrap = once;
    }

    /** Like {@link #beforeNextUnwrap}, for a registration. */
    public void beforeNextRegister(Runnable once) {
        beforeRegister = once;
    }

    /** Runs once, when a registration has been made and the answer is under way. */
    public void afterNextRegister(Runnable once) {
        afterRegister = once;
    }

    public Set<String> registrations(KeySnapshot key) {
        return registrations.getOrDefault(key.crn(), Set.of());
    }

    @Override
    public Wrapped wrap(KeyRef key, SecretBytes dataKey, List<String> aad) {
        Runnable first = beforeWrap;
        beforeWrap = () -> {};
        first.run();
        KeySnapshot usable = usable(key.crn());
        String version = usable.keyVersion().id();
        seen.add(dataKey.toByteArray(InsecureSecretAccess.get()));
        byte[] envelope = dataKey.use(
                InsecureSecretAccess.get(),
                bytes -> cipher.seal(secret(version), UUID.fromString(key.keyId()), NO_VERSION, aad, bytes));
        return new Wrapped(version + "." + Base64.getEncoder().encodeToString(envelope), version);
    }

    @Override
    public SecretBytes unwrap(KeyRef key, String ciphertext, List<String> aad) {
        Runnable first = beforeUnwrap;
        beforeUnwrap = () -> {};
        first.run();
        usable(key.crn());
        String[] parts = ciphertext.split("\\.", 2);
        Opening opening = cipher.open(
                secret(parts[0]),
                UUID.fromString(key.keyId()),
                NO_VERSION,
                aad,
                Base64.getDecoder().decode(parts[1]));
        return switch (opening) {
            case Opening.Opened opened -> opened.plaintext();
            case Undecipherable _ -> throw new KeyRefusedException(422, "UNPROCESSABLE_CIPHERTEXT_ERR", "not ours");
        };
    }

    @Override
    public List<RewrapOutcome> rewrap(KeyRef key, List<RewrapItem> items) {
        List<RewrapOutcome> outcomes = new ArrayList<>();
        for (RewrapItem item : items) {
            try (SecretBytes plain = unwrap(key, item.ciphertext(), item.aad())) {
                Wrapped again = wrap(key, plain, item.aad());
                outcomes.add(new RewrapOutcome.Rewrapped(again.ciphertext(), again.keyVersionId()));
            } catch (KeyRefusedException e) {
                if (e.status() != 422) {
                    throw e;
                }
                outcomes.add(new RewrapOutcome.Failed(e.code(), String.valueOf(e.getMessage())));
            }
        }
        return outcomes;
    }

    @Override
    public Map<String, KeyAnswer> states(Collection<String> crns) {
        reachable();
        Map<String, KeyAnswer> answers = new HashMap<>();
        for (String crn : crns) {
            KeySnapshot key = keys.get(crn);
            answers.put(crn, key == null ? new KeyAnswer.Unknown(crn) : new KeyAnswer.Known(key));
        }
        return answers;
    }

    @Override
    public void register(KeyRef key, String resourceCrn, String description) {
        Runnable first = beforeRegister;
        beforeRegister = () -> {};
        first.run();
        reachable();
        registrations
                .computeIfAbsent(key.crn(), _ -> ConcurrentHashMap.newKeySet())
                .add(resourceCrn);
        Runnable last = afterRegister;
        afterRegister = () -> {};
        last.run();
    }

    @Override
    public void deregister(KeyRef key, String resourceCrn) {
        reachable();
        registrations.getOrDefault(key.crn(), ConcurrentHashMap.newKeySet()).remove(resourceCrn);
    }

    @Override
    public List<KmsInstance> instances(String accountId) {
        reachable();
        return keys.values().stream().map(TestKms::instanceOf).toList();
    }

    @Override
    public Optional<KmsInstance> instance(String instanceId) {
        return instances(ACCOUNT).stream()
                .filter(instance -> instance.id().equals(instanceId))
                .findFirst();
    }

    @Override
    public Optional<KmsInstance> instanceAt(java.net.URI place, String instanceId) {
        return Optional.empty();
    }

    @Override
    public boolean restrictsAddresses(String instanceId) {
        return false;
    }

    @Override
    public List<RootKey> rootKeys(String instanceId) {
        reachable();
        return keys.values().stream()
                .filter(key -> key.instanceId().equals(instanceId))
                .map(key -> new RootKey(key.keyId(), key.crn(), "a key", false, key.state()))
                .toList();
    }

    @Override
    public Optional<RootKey> key(String instanceId, String keyId) {
        return rootKeys(instanceId).stream()
                .filter(key -> key.id().equals(keyId))
                .findFirst();
    }

    private KeySnapshot usable(String crn) {
        reachable();
        KeySnapshot key = keys.get(crn);
        if (key == null) {
            throw new KeyRefusedException(404, "KEY_NOT_FOUND_ERR", "Key does not exist");
        }
        if (key.state() != 1) {
            throw new KeyRefusedException(409, "KEY_ACTION_INVALID_STATE_ERR", "Key is in state " + key.state());
        }
        return key;
    }

    private void reachable() {
        if (unreachable) {
            throw new KmsUnreachableException("key-service does not answer", new IOException("cut off by the test"));
        }
    }

    private KeySnapshot change(KeySnapshot key, int state, KeyVersion version) {
        KeySnapshot before = current(key);
        Instant since = before.state() == state ? before.stateSince() : now();
        return keep(new KeySnapshot(
                before.keyId(),
                before.crn(),
                before.instanceId(),
                before.accountId(),
                state,
                since,
                version,
                before.revision() + 1,
                null,
                state == 5 ? now().plus(30, ChronoUnit.DAYS) : null));
    }

    private SecretBytes secret(String version) {
        return Objects.requireNonNull(material.get(version));
    }

    private KeySnapshot keep(KeySnapshot key) {
        keys.put(key.crn(), key);
        return key;
    }

    private KeyVersion version() {
        String id = UUID.randomUUID().toString();
        material.put(id, SecretBytes.random(new SecureRandom(), 32));
        return new KeyVersion(id, now());
    }

    private static KmsInstance instanceOf(KeySnapshot key) {
        return new KmsInstance(key.instanceId(), key.crn(), "an instance", "local", "kms", key.accountId());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
