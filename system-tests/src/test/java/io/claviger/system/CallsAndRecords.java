package io.claviger.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.local.client.Answer;
import io.claviger.local.client.PublicApi;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What clients were answered, held against what the audit log says: a call and its record have the same correlation id. A call
 * may cause records of its own and those of the services that served it; the record that is looked for is of the caller.
 */
public final class CallsAndRecords {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PAGE = 1_000;

    private final ConcurrentMap<String, Answer> succeeded = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, AtomicLong> others = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> recorded = new HashMap<>();
    private final List<String> twice = new ArrayList<>();
    private long read;
    private long last;

    /** Called by every thread that makes calls. */
    public void note(Answer answer) {
        if (answer.ok()) {
            succeeded.put(answer.correlationId(), answer);
        } else {
            others.computeIfAbsent(answer.status() + " " + kind(answer.request()), call -> new AtomicLong())
                    .incrementAndGet();
        }
    }

    int succeeded() {
        return succeeded.size();
    }

    /** Calls that got something else than 2xx, counted by status and kind. */
    Map<String, Long> others() {
        Map<String, Long> counted = new TreeMap<>();
        others.forEach((call, count) -> counted.put(call, count.get()));
        return counted;
    }

    /** Reads the log page by page until each call has its record, or until nothing more can be expected. */
    public void awaitRecords(PublicApi api, Instant since) {
        try {
            Awaitility.await().atMost(PATIENCE).until(() -> {
                readOn(api, since);
                return withoutRecord().isEmpty();
            });
        } catch (ConditionTimeoutException incomplete) {
            System.out.println("bench: not every call has a record after " + PATIENCE);
        }
    }

    /** Kinds of calls that succeeded and are in no record, with how many. */
    public Map<String, Long> withoutRecord() {
        Map<String, Long> missing = new TreeMap<>();
        succeeded.forEach((id, answer) -> {
            if (!recorded.containsKey(id)) {
                missing.merge(kind(answer.request()), 1L, Long::sum);
            }
        });
        return missing;
    }

    /** What is in the log more often than it happened. */
    public List<String> recordedTwice() {
        return twice;
    }

    String summary() {
        return "%,d records read, page by page; %,d of %,d calls with 2xx found by their correlation ids, %,d recorded twice"
                .formatted(
                        read,
                        succeeded.keySet().stream()
                                .filter(recorded::containsKey)
                                .count(),
                        succeeded.size(),
                        twice.size());
    }

    private void readOn(PublicApi api, Instant since) {
        JsonNode page;
        do {
            page = api.call(
                            "GET",
                            "/claviger/v1/audit/records?outcome=success&limit=" + PAGE + "&after=" + last + "&from="
                                    + PublicApi.encode(since.toString()),
                            null)
                    .orFail()
                    .body();
            for (JsonNode entry : page.path("records")) {
                last = entry.path("seq").asLong();
                read++;
                take(entry.path("record"));
            }
        } while (page.has("next"));
    }

    private void take(JsonNode record) {
        String id = record.path("correlationId").asText();
        if (!succeeded.containsKey(id)
                || record.at("/initiator/typeURI").asText().endsWith("serviceid")) {
            return;
        }
        String what =
                record.path("action").asText() + " " + record.at("/target/id").asText();
        if (!recorded.computeIfAbsent(id, call -> new HashSet<>()).add(what)) {
            twice.add(id + " " + what);
        }
    }

    /** The request without what differs from call to call. */
    private static String kind(String request) {
        return request.replaceAll("\\?.*", "")
                .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "{id}")
                .replaceAll("/clusters/[^/]+", "/clusters/{id}")
                .replaceAll("/secrets/.*", "/secrets/{name}");
    }
}
