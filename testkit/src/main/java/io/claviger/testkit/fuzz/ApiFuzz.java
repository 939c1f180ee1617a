package io.claviger.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.testkit.Wire;
import io.claviger.testkit.fuzz.OddRequests.Request;
import io.restassured.RestAssured;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every endpoint of the document, called as nobody should: never a 5xx, always the contract's error body with a status that
 * the document names, and a refusal changes nothing. Everyone's build makes the same calls; {@code -Dclaviger.fuzz.seed=new}
 * looks for faults elsewhere and prints the seed that repeats the run, {@code -Dclaviger.fuzz.for} (a duration) makes it longer.
 * A service's own test extends this.
 */
public abstract class ApiFuzz {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head");
    /** Answered before an operation is known: no such path, no such form of it, too long a path, too large a header. */
    private static final Set<Integer> OF_ANY_REQUEST = Set.of(400, 404, 405, 406, 414, 415, 431);

    private static final int CALLS_PER_WORLD = 60;
    private static final int MOST_SHOWN = 12;

    private final long seed = seed(System.getProperty("claviger.fuzz.seed", "20260601"));
    private final Random random = new Random(seed);
    private final Map<String, String> faults = new TreeMap<>();

    /**
     * What there is to call upon.
     *
     * @param known values of parameters that exist, by parameter; one with a slash is a path of several segments. What is known
     *     for a query is always sent
     * @param callers headers of those who may call, at least of one
     */
    public record World(Map<String, List<String>> known, List<Map<String, String>> callers) {}

    /** One operation of the document. */
    public record Target(String method, String path, JsonNode operation) {}

    protected abstract World world();

    /** Whether this is how the contract refuses there. */
    protected abstract boolean isRefusal(Target target, int status, JsonNode body);

    /** A digest of all that a refused call must leave as it was; the same one for services that change by themselves. */
    protected String rows() {
        return "";
    }

    /** Whether this call is left out, because it costs too much to be made as often as others. */
    protected boolean leavesOut(Target target, int call) {
        return false;
    }

    /** How long it calls when nobody says how long. */
    protected Duration time() {
        return Duration.ofSeconds(8);
    }

    private static long seed(String named) {
        return named.equals("new") ? System.nanoTime() : Long.parseLong(named);
    }

    @Test
    void neverFailsAndNeverChangesWhatItRefuses() {
        String asked = System.getProperty("claviger.fuzz.for");
        Duration time = asked == null ? time() : Duration.parse(asked);
        System.out.println("fuzz seed=" + seed);
        Wire wire = new Wire(URI.create(RestAssured.baseURI + ":" + RestAssured.port));
        JsonNode document =
                wire.send("GET", "/q/openapi?format=json", Map.of(), null).json();
        OddRequests requests = new OddRequests(document, random);
        List<Target> targets = targets(document);
        long end = System.nanoTime() + time.toNanos();
        int calls = 0;
        int refused = 0;
        // However busy the machine is, each operation is called.
        while (System.nanoTime() < end || calls <= targets.size()) {
            World world = world();
            String before = rows();
            for (int i = 0; i < CALLS_PER_WORLD && (System.nanoTime() < end || calls <= targets.size()); i++, calls++) {
                Target target = targets.get(calls % targets.size());
                if (leavesOut(target, calls)) {
                    continue;
                }
                Map<String, String> caller =
                        world.callers().get(random.nextInt(world.callers().size()));
                Request request =
                        requests.of(target.method(), target.path(), target.operation(), world.known(), caller);
                Wire.Answer answer = wire.send(request.method(), request.path(), request.headers(), request.body());
                String after = rows();
                judge(target, request, answer, before.equals(after));
                before = after;
                refused += answer.status() >= 400 ? 1 : 0;
            }
        }
        System.out.println("fuzz calls=" + calls + " refused=" + refused + " operations=" + targets.size());
        assertThat(faults.values().stream().limit(MOST_SHOWN))
                .as("seed " + seed)
                .isEmpty();
        assertThat(calls).as("calls").isGreaterThan(targets.size());
        assertThat(refused).as("refusals of " + calls + " calls").isBetween(calls / 4, calls - 1);
    }

    private static List<Target> targets(JsonNode document) {
        List<Target> targets = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> each : path.getValue().properties()) {
                if (METHODS.contains(each.getKey())) {
                    targets.add(new Target(each.getKey().toUpperCase(Locale.ROOT), path.getKey(), each.getValue()));
                }
            }
        }
        return targets;
    }

    private void judge(Target target, Request request, Wire.Answer answer, boolean same) {
        String fault = fault(target, answer, same);
        if (fault != null) {
            String where = target.method() + " " + target.path() + ": " + fault;
            String body = new String(answer.body(), StandardCharsets.UTF_8);
            faults.putIfAbsent(where, where + "\n   " + request + "\n   " + answer.status() + " " + body);
        }
    }

    private @Nullable String fault(Target target, Wire.Answer answer, boolean same) {
        int status = answer.status();
        if (status >= 500) {
            return "answered " + status;
        }
        boolean documented = target.operation().path("responses").has(Integer.toString(status));
        if (!documented && !OF_ANY_REQUEST.contains(status)) {
            return status + " is not in the document";
        }
        if (answer.headers().firstValue("Correlation-Id").isEmpty()) {
            return "no Correlation-Id with " + status;
        }
        if (status < 400) {
            return null;
        }
        if (!same) {
            return "changed something although it refused with " + status;
        }
        boolean told = target.method().equals("HEAD") || isRefusal(target, status, answer.json());
        return told ? null : "not the contract's error body with " + status;
    }
}
