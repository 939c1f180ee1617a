package io.claviger.masters.support;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretBytes;
import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.kms.KeyAnswer;
import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.KmsPlaces;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.kit.crn.Crn;
import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** A key management service in memory: the port's contract and the states of keys, no cryptography. */
@Mock
@ApplicationScoped
public class FakeKms implements Kms {

    public static final class Key {
        public final KeyRef ref;
        public final String account;
        public final boolean extractable;
        public final Set<String> registrations = ConcurrentHashMap.newKeySet();
        private final List<KeySnapshot.KeyVersion> versions = new ArrayList<>();
        private int state = 1;
        private Instant since = Instant.now();
        private long revision = 1;
        private boolean purged;
        private final AtomicInteger unwraps = new AtomicInteger();
        private final AtomicReference<Runnable> afterWrap = new AtomicReference<>(() -> {});
        private final AtomicReference<Runnable> beforeRegister = new AtomicReference<>(() -> {});
        private volatile Runnable beforeUnwrap = () -> {};

        Key(KeyRef ref, String account, boolean extractable) {
            this.ref = ref;
            this.account = account;
            this.extractable = extractable;
            addVersion();
        }

        public synchronized String version() {
            return versions.getLast().id();
        }

        private void addVersion() {
            versions.add(new KeySnapshot.KeyVersion(UUID.randomUUID().toString(), Instant.now()));
        }

        public synchronized KeySnapshot snapshot() {
            return new KeySnapshot(
                    ref.keyId(),
                    ref.crn(),
                    ref.instanceId(),
                    account,
                    state,
                    since,
                    versions.getLast(),
                    revision,
                    null,
                    null);
        }

        public synchronized KeySnapshot enter(int newState) {
            state = newState;
            since = Instant.now();
            revision++;
            return snapshot();
        }

        public synchronized KeySnapshot rotate() {
            addVersion();
            revision++;
            return snapshot();
        }

        public synchronized void purge() {
            purged = true;
            state = 5;
            registrations.clear();
        }

        public int unwraps() {
            return unwraps.get();
        }

        /** Happens once, after the next wrap and before the caller hears of it. */
        public void afterNextWrap(Runnable happening) {
            afterWrap.set(happening);
        }

        /** Happens once, while the next registration is on its way. */
        public void beforeNextRegister(Runnable happening) {
            beforeRegister.set(happening);
        }

        /** Happens in every unwrap before it is answered; may throw. */
        public void beforeUnwrap(Runnable happening) {
            beforeUnwrap = happening;
        }
    }

    @Inject
    KmsPlaces places;

    private final Map<String, KmsInstance> instances = new ConcurrentHashMap<>();
    private final Map<String, Key> keys = new ConcurrentHashMap<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final Set<String> unwilling = ConcurrentHashMap.newKeySet();
    /** Instances that are not at the installation's own KMS, and where they are. */
    private final Map<String, URI> elsewhere = new ConcurrentHashMap<>();

    private final Set<String> guarded = ConcurrentHashMap.newKeySet();
    private final Set<String> clinging = ConcurrentHashMap.newKeySet();
    private volatile boolean unreachable;

    public KmsInstance newInstance(String account, String service) {
        String id = UUID.randomUUID().toString();
        Crn crn = new Crn("bluemix", "public", service, "local", account, id, "", "");
        KmsInstance instance = new KmsInstance(id, crn.toString(), "instance-" + id, "local", service, account);
        instances.put(id, instance);
        return instance;
    }

    /** One that only the KMS at this place has. */
    public KmsInstance newInstanceAt(URI place, String account) {
        KmsInstance instance = newInstance(account, "kms");
        elsewhere.put(instance.id(), place);
        return instance;
    }

    public Key newKey(KmsInstance instance, boolean extractable) {
        String id = UUID.randomUUID().toString();
        Crn crn = Crn.parse(instance.crn()).orElseThrow().key(id);
        Key key = new Key(new KeyRef(instance.id(), id, crn.toString()), instance.accountId(), extractable);
        keys.put(id, key);
        return key;
    }

    public Key newRootKey(String account) {
        return newKey(newInstance(account, "kms"), false);
    }

    /** Whatever is asked about this key gets no answer, but for the questions that come before a request is taken. */
    public void hold(Key key) {
        held.add(key.ref.keyId());
    }

    public void letGo(Key key) {
        held.remove(key.ref.keyId());
    }

    /** Its owner lets people in from certain addresses only. */
    public void restrictAddresses(String instanceId) {
        guarded.add(instanceId);
    }

    public void refuseToWrap(Key key) {
        refuseToWrap(key, true);
    }

    public void refuseToWrap(Key key, boolean now) {
        if (now) {
            unwilling.add(key.ref.keyId());
        } else {
            unwilling.remove(key.ref.keyId());
        }
    }

    public void refuseToLetGo(Key key, boolean now) {
        if (now) {
            clinging.add(key.ref.keyId());
        } else {
            clinging.remove(key.ref.keyId());
        }
    }

    public void unreachable(boolean now) {
        unreachable = now;
    }

    @Override
    public Wrapped wrap(KeyRef ref, SecretBytes dataKey, List<String> aad) {
        Key key = usable(ref);
        if (unwilling.contains(ref.keyId())) {
            throw new KeyRefusedException(403, "FORBIDDEN_ERR", "this key wraps nothing for you");
        }
        byte[] plain = dataKey.toByteArray(InsecureSecretAccess.get());
        String text = String.join(
                "|",
                key.ref.keyId(),
                key.version(),
                String.join(",", aad),
                Base64.getEncoder().encodeToString(plain));
        Wrapped wrapped = new Wrapped(Base64.getEncoder().encodeToString(flip(text.getBytes())), key.version());
        key.afterWrap.getAndSet(() -> {}).run();
        return wrapped;
    }

    @Override
    public SecretBytes unwrap(KeyRef ref, String ciphertext, List<String> aad) {
        Optional.ofNullable(keys.get(ref.keyId())).ifPresent(key -> key.beforeUnwrap.run());
        usable(ref).unwraps.incrementAndGet();
        return SecretBytes.takeOwnershipOf(Base64.getDecoder().decode(parts(ref, ciphertext, aad)[3]));
    }

    @Override
    public List<RewrapOutcome> rewrap(KeyRef ref, List<RewrapItem> items) {
        Key key = usable(ref);
        List<RewrapOutcome> outcomes = new ArrayList<>();
        for (RewrapItem item : items) {
            byte[] plain = Base64.getDecoder().decode(parts(ref, item.ciphertext(), item.aad())[3]);
            Wrapped again = wrap(ref, SecretBytes.takeOwnershipOf(plain), item.aad());
            outcomes.add(new RewrapOutcome.Rewrapped(again.ciphertext(), key.version()));
        }
        return outcomes;
    }

    @Override
    public Map<String, KeyAnswer> states(Collection<String> keyCrns) {
        reach();
        Map<String, KeyAnswer> answers = new HashMap<>();
        KmsUnreachableException failure = null;
        for (List<String> atOnePlace : keyCrns.stream()
                .collect(Collectors.groupingBy(crn ->
                        Optional.ofNullable(elsewhere.get(KeyRef.parse(crn).instanceId()))))
                .values()) {
            try {
                answers.putAll(statesAtOnePlace(atOnePlace));
            } catch (KmsUnreachableException e) {
                failure = e;
            }
        }
        if (failure != null && answers.isEmpty()) {
            throw failure;
        }
        return answers;
    }

    private Map<String, KeyAnswer> statesAtOnePlace(List<String> keyCrns) {
        Map<String, KeyAnswer> answers = new HashMap<>();
        for (String crn : keyCrns) {
            // One that is held is nothing to the keys of other tests, which are asked about in the same question.
            if (held.contains(KeyRef.parse(crn).keyId()) && keyCrns.size() > 1) {
                continue;
            }
            reach(KeyRef.parse(crn));
            Key key = keys.get(KeyRef.parse(crn).keyId());
            answers.put(
                    crn, key == null || key.purged ? new KeyAnswer.Unknown(crn) : new KeyAnswer.Known(key.snapshot()));
        }
        return answers;
    }

    @Override
    public void register(KeyRef ref, String resourceCrn, String description) {
        reach();
        find(ref).beforeRegister.getAndSet(() -> {}).run();
        find(ref).registrations.add(resourceCrn);
    }

    @Override
    public void deregister(KeyRef ref, String resourceCrn) {
        reach();
        reach(ref);
        if (clinging.contains(ref.keyId())) {
            throw new KeyRefusedException(403, "FORBIDDEN_ERR", "this key lets nobody go");
        }
        Optional.ofNullable(keys.get(ref.keyId())).ifPresent(key -> key.registrations.remove(resourceCrn));
    }

    @Override
    public List<KmsInstance> instances(String accountId) {
        reach();
        return instances.values().stream()
                .filter(one -> one.accountId().equals(accountId))
                .toList();
    }

    @Override
    public Optional<KmsInstance> instance(String instanceId) {
        reach();
        boolean routed =
                !elsewhere.containsKey(instanceId) || places.of(instanceId).isPresent();
        return routed ? Optional.ofNullable(instances.get(instanceId)) : Optional.empty();
    }

    @Override
    public Optional<KmsInstance> instanceAt(URI place, String instanceId) {
        reach();
        return place.equals(elsewhere.get(instanceId))
                ? Optional.ofNullable(instances.get(instanceId))
                : Optional.empty();
    }

    @Override
    public boolean restrictsAddresses(String instanceId) {
        reach();
        return guarded.contains(instanceId);
    }

    @Override
    public List<RootKey> rootKeys(String instanceId) {
        reach();
        return keys.values().stream()
                .filter(key -> key.ref.instanceId().equals(instanceId) && !key.extractable && key.state == 1)
                .map(FakeKms::metadata)
                .toList();
    }

    @Override
    public Optional<RootKey> key(String instanceId, String keyId) {
        reach();
        return Optional.ofNullable(keys.get(keyId))
                .filter(key -> key.ref.instanceId().equals(instanceId))
                .map(FakeKms::metadata);
    }

    private static RootKey metadata(Key key) {
        return new RootKey(
                key.ref.keyId(),
                key.ref.crn(),
                "key-" + key.ref.keyId(),
                key.extractable,
                key.snapshot().state());
    }

    private Key find(KeyRef ref) {
        Key key = keys.get(ref.keyId());
        if (key == null || key.purged) {
            throw new KeyRefusedException(404, "KEY_NOT_FOUND_ERR", "no such key");
        }
        return key;
    }

    private Key usable(KeyRef ref) {
        reach();
        Key key = find(ref);
        if (key.snapshot().state() != 1) {
            throw new KeyRefusedException(409, "KEY_ACTION_INVALID_STATE_ERR", "the key is not active");
        }
        return key;
    }

    private void reach(KeyRef ref) {
        if (held.contains(ref.keyId())) {
            throw new KmsUnreachableException("the fake holds its answer back", new IOException("held"));
        }
    }

    private void reach() {
        if (unreachable) {
            throw new KmsUnreachableException("the fake is out of reach", new IOException("out of reach"));
        }
    }

    private static String[] parts(KeyRef ref, String ciphertext, List<String> aad) {
        String[] parts = new String(flip(Base64.getDecoder().decode(ciphertext))).split("\\|");
        if (!parts[0].equals(ref.keyId()) || !parts[2].equals(String.join(",", aad))) {
            throw new KeyRefusedException(422, "UNPROCESSABLE_CIPHERTEXT_ERR", "not under this key or context");
        }
        return parts;
    }

    /** So that no plain key stands readable in the database, where tests look for it. */
    private static byte[] flip(byte[] bytes) {
        byte[] flipped = bytes.clone();
        for (int i = 0; i < flipped.length; i++) {
            flipped[i] ^= 0x5a;
        }
        return flipped;
    }
}
