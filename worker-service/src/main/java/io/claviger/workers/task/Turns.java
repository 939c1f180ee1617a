package io.claviger.workers.task;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who has how many tasks under way in this replica. A task that waits for somebody's key service takes its turn as long as that
 * hangs: a thousand of one cluster, or of all clusters of one account, leave turns for the others.
 */
public final class Turns {

    private final int perCluster;
    private final int perAccount;
    private final Map<String, Integer> ofClusters = new HashMap<>();
    private final Map<String, Integer> ofAccounts = new HashMap<>();

    public Turns(int perCluster, int perAccount) {
        this.perCluster = perCluster;
        this.perAccount = perAccount;
    }

    /** Ids of those who have as many tasks under way as they may have. */
    public record Taken(Set<String> clusters, Set<String> accounts) {

        public static final Taken NONE = new Taken(Set.of(), Set.of());
    }

    /** One at a time, or two would take the last turn. */
    public synchronized Optional<Task> take(Function<Taken, Optional<Task>> claim) {
        Optional<Task> claimed = claim.apply(new Taken(full(ofClusters, perCluster), full(ofAccounts, perAccount)));
        claimed.ifPresent(task -> {
            change(ofClusters, task.cluster(), 1);
            change(ofAccounts, task.account(), 1);
        });
        return claimed;
    }

    public synchronized void give(Task task) {
        change(ofClusters, task.cluster(), -1);
        change(ofAccounts, task.account(), -1);
    }

    private static Set<String> full(Map<String, Integer> turns, int most) {
        return turns.entrySet().stream()
                .filter(entry -> entry.getValue() >= most)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static void change(Map<String, Integer> turns, @Nullable String whose, int by) {
        if (whose == null) {
            return;
        }
        int now = turns.getOrDefault(whose, 0) + by;
        if (now == 0) {
            turns.remove(whose);
        } else {
            turns.put(whose, now);
        }
    }
}
