package io.claviger.masters.kubernetes.watch;

import io.claviger.masters.kubernetes.ClusterId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Whose root key is to be asked about next, so that a watch in which nothing happens ends soon after a disable. Some at each
 * look, in turns: asking costs the same however many clusters are watched. No plaintext depends on it, since every change is
 * opened under an answer of its own.
 */
final class KeyRounds {

    /** At five looks a second: every cluster of 100 within half a second, of 1,000 within four. */
    private static final int PER_LOOK = 50;

    private String last = "";

    Map<ClusterId, Feed> next(Map<ClusterId, Feed> feeds) {
        TreeSet<String> waiting = new TreeSet<>();
        feeds.forEach((cluster, feed) -> {
            if (feed.holdsSecretWatches()) {
                waiting.add(cluster.value());
            }
        });
        Map<ClusterId, Feed> turn = new HashMap<>();
        while (turn.size() < PER_LOOK && !waiting.isEmpty()) {
            String id = waiting.higher(last);
            last = id == null ? waiting.first() : id;
            waiting.remove(last);
            ClusterId cluster = new ClusterId(last);
            Feed feed = feeds.get(cluster);
            if (feed != null) {
                turn.put(cluster, feed);
            }
        }
        return turn;
    }
}
