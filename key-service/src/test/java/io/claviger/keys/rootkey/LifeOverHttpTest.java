package io.claviger.keys.rootkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.keys.rootkey.LifeModel.Answer;
import io.claviger.keys.rootkey.LifeModel.Op;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.PausedSchedule;
import io.claviger.testkit.TestTokens;
import io.claviger.testkit.Wire;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Random lives over HTTP: each answer, its code and the state afterwards are what {@link LifeModel} says. The seed is in the
 * output and in every failure; {@code -Dclaviger.life.seed} walks the same way again, {@code -Dclaviger.life.steps} further.
 */
@QuarkusTest
class LifeOverHttpTest extends PausedSchedule {

    private static final List<Duration> STEPS_IN_TIME = List.of(
            Duration.ofSeconds(31),
            Duration.ofMinutes(61),
            Duration.ofHours(5),
            Duration.ofDays(8),
            Duration.ofDays(31),
            Duration.ofDays(91));
    private static final int KEYS = 6;

    @TestHTTPResource("/")
    @Nullable
    URI url;

    @Inject
    MovableClock clock;

    @Inject
    KeySweep sweep;

    private final long seed = Long.getLong("claviger.life.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<LifeModel> keys = new ArrayList<>();
    private final Map<String, String> ciphertexts = new ConcurrentHashMap<>();
    private Wire wire;
    private Kms kms;
    private String other;
    private String purger;
    private String service;

    @BeforeEach
    void connect() {
        wire = new Wire(Objects.requireNonNull(url));
        kms = Kms.newInstance();
        other = TestTokens.user(kms.account(), "IBMid-other", Map.of("kms", List.of("Manager")));
        purger = TestTokens.user(kms.account(), "IBMid-purger", Map.of("kms", List.of("KeyPurge", "Manager")));
        service = TestTokens.service("master-service");
        System.out.println("life seed=" + seed);
    }

    @Test
    void answersAsTheModelAtEveryStep() {
        int steps = Integer.getInteger("claviger.life.steps", 2500);
        int refused = 0;
        for (int step = 0; step < steps; step++) {
            if (random.nextInt(12) == 0) {
                pass(STEPS_IN_TIME.get(weighted(STEPS_IN_TIME.size())));
            }
            LifeModel key = anyKey();
            Op op = Op.values()[random.nextInt(Op.values().length)];
            String by = random.nextBoolean() ? "IBMid-manager" : "IBMid-other";
            String resource = "c" + random.nextInt(2);
            Instant before = now();
            LifeModel early = key.copy();
            Answer first = early.apply(op, by, resource, before);

            Answer answer = ask(key, op, by, resource);

            Answer last = key.copy().apply(op, by, resource, now());
            assertThat(answer).as(what(step, op, by, key)).isIn(first, last);
            if (answer.equals(first)) {
                key.apply(op, by, resource, before);
            } else {
                key.apply(op, by, resource, now());
            }
            requireSame(key, what(step, op, by, key));
            refused += answer.status() >= 400 ? 1 : 0;
        }
        assertThat(refused).as("seed " + seed + ": refusals of " + steps).isBetween(steps / 4, steps * 9 / 10);
    }

    /** Two at once are answered as if one had come after the other. */
    @Test
    void answersTwoWritersInSomeOrder() throws Exception {
        int rounds = Integer.getInteger("claviger.life.rounds", 150);
        List<Op> writes = List.of(
                Op.DISABLE,
                Op.ENABLE,
                Op.ROTATE,
                Op.DELETE,
                Op.RESTORE,
                Op.DELETE_WITH_FORCE,
                Op.REGISTER,
                Op.WRAP,
                Op.PURGE);
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < rounds; round++) {
                pass(Duration.ofMinutes(random.nextInt(3) == 0 ? 241 : 61));
                LifeModel key = anyKey();
                Op one = writes.get(random.nextInt(writes.size()));
                Op two = writes.get(random.nextInt(writes.size()));
                String what = what(round, one, two + " at once", key);
                Instant now = now();

                List<Callable<Answer>> calls =
                        List.of(() -> ask(key, one, "IBMid-manager", "c0"), () -> ask(key, two, "IBMid-other", "c0"));
                List<Answer> answers = new ArrayList<>();
                for (Future<Answer> answer : pool.invokeAll(calls)) {
                    answers.add(answer.get());
                }

                LifeModel ahead = key.copy();
                List<Answer> oneFirst = List.of(
                        ahead.apply(one, "IBMid-manager", "c0", now), ahead.apply(two, "IBMid-other", "c0", now));
                LifeModel behind = key.copy();
                Answer second = behind.apply(two, "IBMid-other", "c0", now);
                List<Answer> twoFirst = List.of(behind.apply(one, "IBMid-manager", "c0", now), second);
                assertThat(answers).as(what).isIn(oneFirst, twoFirst);
                keys.set(
                        keys.indexOf(key),
                        settled(answers.equals(oneFirst) ? ahead : behind, behind, answers.equals(twoFirst), what));
            }
        }
    }

    /** When both orders are answered alike, the key itself tells which it was. */
    private LifeModel settled(LifeModel likely, LifeModel behind, boolean perhapsBehind, String what) {
        LifeModel right = perhapsBehind && state(likely.id) != (likely.there ? likely.state : 0) ? behind : likely;
        requireSame(right, what);
        return right;
    }

    private LifeModel anyKey() {
        keys.removeIf(key -> !key.there && random.nextInt(4) == 0);
        while (keys.size() < KEYS) {
            keys.add(create());
        }
        return keys.get(random.nextInt(keys.size()));
    }

    private LifeModel create() {
        boolean root = random.nextInt(5) > 0;
        boolean imported = random.nextInt(3) == 0;
        Instant expires = random.nextInt(3) == 0
                ? now().plus(Duration.ofDays(1 + random.nextInt(40))).truncatedTo(ChronoUnit.SECONDS)
                : null;
        String material = Base64.getEncoder().encodeToString(new byte[32]);
        String body = Kms.createBody("\"name\":\"walked\",\"extractable\":" + !root
                + (imported ? ",\"payload\":\"" + material + "\"" : "")
                + (expires == null ? "" : ",\"expirationDate\":\"" + expires + "\""));
        Instant now = now();
        Wire.Answer made = wire.send("POST", "/api/v2/keys", headers(kms.token()), bytes(body));
        assertThat(made.status()).as("seed " + seed).isEqualTo(201);
        return new LifeModel(made.json().at("/resources/0/id").asText(), root, imported, expires, now);
    }

    private Answer ask(LifeModel key, Op op, String by, String resource) {
        String token = by.equals("IBMid-other") ? other : kms.token();
        return switch (op) {
            case DISABLE -> act(key, "disable", token, "");
            case ENABLE -> act(key, "enable", token, "");
            case ROTATE -> act(key, "rotate", token, "");
            case ROTATE_WITH_MATERIAL ->
                act(
                        key,
                        "rotate",
                        token,
                        "{\"payload\":\"" + Base64.getEncoder().encodeToString(new byte[16]) + "\"}");
            case WRAP -> act(key, "wrap", token, "{}");
            case UNWRAP -> unwrap(key, token);
            case VERSIONS -> send("GET", key, "/versions", token, null);
            case VERSIONS_IN_ANY_STATE -> send("GET", key, "/versions?allKeyStates=true", token, null);
            case DELETE -> send("DELETE", key, "", token, null);
            case DELETE_WITH_FORCE -> send("DELETE", key, "?force=true", token, null);
            case RESTORE -> send("POST", key, "/restore", token, null);
            case PURGE -> send("DELETE", key, "/purge", purger, null);
            case PURGE_WITHOUT_THE_ROLE -> send("DELETE", key, "/purge", token, null);
            case AUTHORIZE -> act(key, "setKeyForDeletion", token, "");
            case WITHDRAW -> act(key, "unsetKeyForDeletion", token, "");
            case DUAL_ON -> dual(key, token, true);
            case DUAL_OFF -> dual(key, token, false);
            case REGISTER -> register(key, resource, false);
            case REGISTER_PREVENTING -> register(key, resource, true);
            case UNREGISTER -> send("DELETE", key, "/registrations/" + crn(resource), service, null);
            case READ -> send("GET", key, "/metadata", token, null);
        };
    }

    /** Of what the key wrapped when it was new; another key's ciphertext will do for a refusal. */
    private Answer unwrap(LifeModel key, String token) {
        String ciphertext = ciphertexts.computeIfAbsent(key.id, id -> {
            Wire.Answer wrapped =
                    wire.send("POST", "/api/v2/keys/" + id + "/actions/wrap", headers(kms.token()), bytes("{}"));
            return wrapped.json().path("ciphertext").asText("");
        });
        if (ciphertext.isEmpty()) {
            ciphertexts.remove(key.id);
        }
        String body = "{\"ciphertext\":\"" + (ciphertext.isEmpty() ? someCiphertext() : ciphertext) + "\"}";
        Answer answer = act(key, "unwrap", token, body);
        // Nothing of its own to open: that the key itself was not refused is all there is to see.
        return ciphertext.isEmpty() && answer.code().equals("UNPROCESSABLE_CIPHERTEXT_ERR")
                ? new Answer(200, "")
                : answer;
    }

    private String someCiphertext() {
        return ciphertexts.computeIfAbsent("other", _ -> kms.wrap(kms.createRootKey("other"), "{}"));
    }

    private Answer dual(LifeModel key, String token, boolean enabled) {
        String body =
                "{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"type\":\"application/vnd.ibm.kms.policy+json\","
                        + "\"dualAuthDelete\":{\"enabled\":" + enabled + "}}]}";
        return send("PUT", key, "/policies", token, body);
    }

    private Answer register(LifeModel key, String resource, boolean preventing) {
        String body =
                "{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"preventKeyDeletion\":" + preventing + "}]}";
        return send("POST", key, "/registrations/" + crn(resource), service, body);
    }

    private static String crn(String resource) {
        return "crn%3Av1%3Abluemix%3Apublic%3Acontainers-kubernetes%3Alocal%3Aa%2Facc%3A" + resource + "%3A%3A";
    }

    private Answer act(LifeModel key, String action, String token, String body) {
        return send("POST", key, "/actions/" + action, token, body.isEmpty() ? null : body);
    }

    private Answer send(String method, LifeModel key, String rest, String token, @Nullable String body) {
        Wire.Answer answer =
                wire.send(method, "/api/v2/keys/" + key.id + rest, headers(token), body == null ? null : bytes(body));
        return new Answer(answer.status(), code(answer));
    }

    /** Key Protect's reason code; empty when there is none. */
    private static String code(Wire.Answer answer) {
        return answer.json().at("/resources/0/reasons/0/code").asText("");
    }

    private Map<String, String> headers(String token) {
        return Map.of("Authorization", "Bearer " + token, "Bluemix-Instance", kms.instance());
    }

    private void pass(Duration time) {
        clock.advance(time);
        sweep.expire();
        sweep.purge();
        keys.forEach(key -> key.passTo(now()));
    }

    /** Short steps more often: long ones end most lives. */
    private int weighted(int size) {
        return Math.min(random.nextInt(size), random.nextInt(size));
    }

    private int state(String id) {
        JsonNode key = wire.send("GET", "/api/v2/keys/" + id, headers(kms.token()), null)
                .json();
        return key.at("/resources/0/state").asInt(0);
    }

    private void requireSame(LifeModel key, String what) {
        Wire.Answer answer = wire.send("GET", "/api/v2/keys/" + key.id + "/metadata", headers(kms.token()), null);
        if (!key.there) {
            assertThat(answer.status()).as(what).isEqualTo(404);
            return;
        }
        JsonNode shown = answer.json().at("/resources/0");
        assertThat(shown.path("state").asInt()).as(what + " state").isEqualTo(key.state);
        assertThat(shown.path("deleted").asBoolean()).as(what + " deleted").isEqualTo(key.state == 5);
        assertThat(shown.at("/dualAuthDelete/enabled").asBoolean())
                .as(what + " dual")
                .isEqualTo(key.dual);
        assertThat(shown.has("lastRotateDate")).as(what + " rotated").isEqualTo(key.versions > 1);
    }

    private String what(int step, Op op, String by, LifeModel key) {
        return "seed " + seed + " step " + step + " " + op + " by " + by + " on " + key.id + " in state " + key.state
                + (key.root ? " root" : " standard") + (key.imported ? " imported" : "")
                + (key.there ? "" : " purged");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Instant now() {
        return clock.instant();
    }
}
