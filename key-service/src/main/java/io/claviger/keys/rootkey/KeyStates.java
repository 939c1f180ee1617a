package io.claviger.keys.rootkey;

import io.claviger.events.KeySnapshot;
import io.claviger.keys.access.Origins;
import io.claviger.keys.access.rules.Origin;
import io.claviger.keys.access.store.AccessRulesStore;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * key-service's own answer about many keys at once: the only thing that grants access (I4), and what heals consumers that
 * missed an event (I3). Not recorded call by call: services ask every few seconds, and nothing is used by asking.
 */
@ApplicationScoped
public class KeyStates {

    private final KeyStore keys;
    private final AccessRulesStore access;
    private final Origins origins;
    private final Windows windows;

    KeyStates(KeyStore keys, AccessRulesStore access, Origins origins, Windows windows) {
        this.keys = keys;
        this.access = access;
        this.origins = origins;
        this.windows = windows;
    }

    /**
     * In the order asked; empty for a key that is unknown, purged, of an account that is not the caller's, or of an instance
     * whose policies refuse calls from where this one comes from.
     */
    public Map<String, Optional<KeySnapshot>> of(Caller caller, List<String> crns) {
        Origin origin = origins.of(caller);
        Map<String, Boolean> open = new HashMap<>();
        Map<String, Optional<KeyId>> ids = new LinkedHashMap<>();
        crns.forEach(crn -> ids.put(crn, Crn.parse(crn).map(Crn::resource).flatMap(KeyId::parse)));
        List<KeyId> known =
                ids.values().stream().flatMap(Optional::stream).distinct().toList();
        Map<String, Key> found = keys.findAnywhere(known).stream()
                .filter(key -> !key.traits().extractable()
                        && caller.mayActIn(key.home().accountId())
                        && open.computeIfAbsent(
                                key.home().instanceId(),
                                id -> access.of(id).refusal(origin).isEmpty()))
                .collect(Collectors.toMap(key -> key.home().crn().toString(), Function.identity()));
        Map<String, Optional<KeySnapshot>> answer = new LinkedHashMap<>();
        ids.keySet()
                .forEach(crn -> answer.put(
                        crn, Optional.ofNullable(found.get(crn)).map(key -> key.snapshot(windows.restoreWithin()))));
        return answer;
    }
}
