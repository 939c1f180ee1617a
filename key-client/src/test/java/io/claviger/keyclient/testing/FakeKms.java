package io.claviger.keyclient.testing;

import io.claviger.crypto.SecretBytes;
import io.claviger.keyclient.kms.KeyAnswer;
import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.opentelemetry.api.trace.Span;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers about the keys it was given; can be away, refuse, leave out, or be slow. */
@ApplicationScoped
@Alternative
@Priority(1)
public class FakeKms implements Kms {

    private final Map<String, TrueKey> keys = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Map<String, Runnable> troubles = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> traces = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean away;
    private volatile Runnable beforeAnswering = () -> {};

    public TrueKey newKey() {
        TrueKey key = new TrueKey();
        keys.put(key.crn(), key);
        return key;
    }

    /** One of another instance. */
    public TrueKey newKeyAt(String instance) {
        TrueKey key = new TrueKey(instance);
        keys.put(key.crn(), key);
        return key;
    }

    /** What happens to questions about keys of the instance. */
    public void trouble(String instance, Runnable what) {
        troubles.put(instance, what);
    }

    /** By which it wraps now. */
    String versionOf(String keyCrn) {
        return Objects.requireNonNull(keys.get(keyCrn)).version();
    }

    public void purge(TrueKey key) {
        keys.remove(key.crn());
    }

    public void leaveOut(TrueKey key) {
        silent.add(key.crn());
    }

    public void refuse(TrueKey key) {
        refused.add(key.crn());
    }

    public void away(boolean gone) {
        troubles.clear();
        away = gone;
    }

    /** Runs once, after the answer is made up and before it is given. */
    public void beforeAnswering(Runnable what) {
        beforeAnswering = what;
    }

    public int questions() {
        return questions.get();
    }

    public Set<String> tracesOfQuestionsAbout(TrueKey key) {
        return traces.getOrDefault(key.crn(), Set.of());
    }

    @Override
    public Map<String, KeyAnswer> states(Collection<String> keyCrns) {
        questions.incrementAndGet();
        keyCrns.forEach(crn -> traces.computeIfAbsent(crn, _ -> ConcurrentHashMap.newKeySet())
                .add(Span.current().getSpanContext().getTraceId()));
        if (away) {
            throw new KmsUnreachableException("key-service cannot be reached", new IOException("refused"));
        }
        troubles.forEach((instance, trouble) -> {
            if (keyCrns.stream().anyMatch(crn -> crn.contains(instance))) {
                trouble.run();
            }
        });
        if (keyCrns.stream().anyMatch(refused::contains)) {
            throw new KeyRefusedException(400, "BAD_REQ_ERR", "not a key");
        }
        Map<String, KeyAnswer> answers = new HashMap<>();
        for (String crn : keyCrns) {
            TrueKey key = keys.get(crn);
            if (!silent.contains(crn)) {
                answers.put(crn, key == null ? new KeyAnswer.Unknown(crn) : new KeyAnswer.Known(key.snapshot()));
            }
        }
        Runnable once = beforeAnswering;
        beforeAnswering = () -> {};
        once.run();
        return answers;
    }

    @Override
    public Wrapped wrap(KeyRef key, SecretBytes dataKey, List<String> aad) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SecretBytes unwrap(KeyRef key, String ciphertext, List<String> aad) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<RewrapOutcome> rewrap(KeyRef key, List<RewrapItem> items) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void register(KeyRef key, String resourceCrn, String description) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deregister(KeyRef key, String resourceCrn) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<KmsInstance> instances(String accountId) {
        return List.of();
    }

    @Override
    public Optional<KmsInstance> instance(String instanceId) {
        return Optional.empty();
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
    public List<Kms.RootKey> rootKeys(String instanceId) {
        return List.of();
    }

    @Override
    public Optional<Kms.RootKey> key(String instanceId, String keyId) {
        return Optional.empty();
    }
}
