package io.claviger.keys.rootkey.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.WindowsConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/key-states.md} is this table and no other. {@code ./mvnw -pl key-service test -Dtest=KeyStatesPageTest
 * -Dclaviger.docs.rewrite} writes it anew.
 */
class KeyStatesPageTest {

    private static final Path PAGE = Path.of("..", "docs", "key-states.md");

    /** About the instance or about no key that exists; whatever is new stands in the table until it is put here. */
    private static final Set<Operation> ABOUT_NO_KEY = Arrays.stream(Operation.values())
            .filter(operation -> operation.name().startsWith("CREATE_KEY")
                    || operation.name().contains("INSTANCE")
                    || operation.name().contains("IMPORT_TOKEN")
                    || operation.name().endsWith("_RING")
                    || operation.name().endsWith("_RINGS")
                    || operation.name().startsWith("UNKNOWN_OF"))
            .collect(Collectors.toCollection(() -> EnumSet.of(
                    Operation.LIST_KEYS,
                    Operation.COUNT_KEYS,
                    Operation.READ_STATES,
                    Operation.READ_ALLOWED_IP_PORT,
                    Operation.ACKNOWLEDGE,
                    Operation.UNKNOWN)));

    @Test
    void isWhatTheRulesSay() throws IOException {
        String page = page();
        if (System.getProperty("claviger.docs.rewrite") != null) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .content()
                .as("docs/key-states.md is not what Lifecycle says; run this test with -Dclaviger.docs.rewrite")
                .isEqualTo(page);
    }

    private static String page() {
        return """
                # What a key allows in which state

                Generated from the one table in code (`Lifecycle` in key-service) and its waiting times; a test holds this page to it.
                The states are those of NIST SP 800-57, numbered as Key Protect numbers them. ✔ is allowed, a number is the HTTP status
                of the refusal, explained below. *root* marks what needs a root key (`extractable: false`): a standard key is refused it with
                `KEY_ROOT_REQ_ERR` (400; for registrations `KEY_ROOT_REQ_REG_ERR`, 422), unless it is destroyed.

                | operation | in the record as | | 1 active | 2 suspended | 3 deactivated | 5 destroyed |
                |---|---|---|:-:|:-:|:-:|:-:|
                %s

                - *list versions* is allowed in every state with `allKeyStates=true`.
                - *expire* is done by the service itself, when `expirationDate` has passed. Key Protect also makes a disabled key
                  deactivated then, so that it unwraps again and cannot be disabled any more. Here it stays disabled, and becomes deactivated
                  when it is enabled (ADR 0037).
                - The checks come in this order: the key is there (404), the caller's role (401), destroyed (410), root or standard (400), the
                  state (409), the waiting times, then policies, registrations and dual authorization. *purge* is asked for the role
                  after state and time.

                ## The refusals

                | status | code | as the service says it |
                |---|---|---|
                %s

                ## Allowed, but not yet or not any more

                | waiting time | default | setting (`claviger.keys.windows.`) | refused with |
                |---|---|---|---|
                %s
                """.formatted(rows(), refusals(), waits());
    }

    private static String rows() {
        return Arrays.stream(Operation.values())
                .filter(operation -> !ABOUT_NO_KEY.contains(operation))
                .map(operation -> Arrays.stream(KeyState.values())
                        .map(state -> cell(operation, state))
                        .collect(Collectors.joining(
                                " | ",
                                "| " + words(operation) + " | `" + operation.action("kms") + "` | "
                                        + (Lifecycle.needsRootKey(operation) ? "*root*" : "") + " | ",
                                " |")))
                .collect(Collectors.joining("\n"));
    }

    private static String cell(Operation operation, KeyState state) {
        return Lifecycle.refusal(operation, Keys.root(state))
                .map(refusal -> Integer.toString(refusal.status()))
                .orElse("✔");
    }

    private static String words(Operation operation) {
        return operation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** One example for each code and state, so that nobody has to guess what a status in the table is. */
    private static String refusals() {
        Map<String, String> lines = new TreeMap<>();
        Set<Operation> asked = EnumSet.complementOf(EnumSet.copyOf(ABOUT_NO_KEY));
        asked.remove(Operation.EXPIRE);
        for (Operation operation : asked) {
            for (KeyState state : KeyState.values()) {
                Key key = Keys.root(state);
                Optional<Refusal> refusal = Lifecycle.refusal(operation, key);
                refusal.ifPresent(given -> lines.putIfAbsent(
                        given.status() + given.code() + given.message().replace(id(key), ""), line(given, key)));
            }
        }
        return String.join("\n", lines.values());
    }

    private static String line(Refusal refusal, Key key) {
        return "| " + refusal.status() + " | `" + refusal.code() + "` | "
                + refusal.message().replace(id(key), "…").replace(Keys.SINCE.toString(), "…") + " |";
    }

    private static String id(Key key) {
        return key.id().toString();
    }

    private static String waits() {
        WindowsConfig windows = new SmallRyeConfigBuilder()
                .withMapping(WindowsConfig.class)
                .build()
                .getConfigMapping(WindowsConfig.class);
        return String.join(
                "\n",
                List.of(
                        wait(
                                "enable after disable",
                                windows.enableAfterDisable(),
                                "enable-after-disable",
                                "409 `REQ_TOO_EARLY_ERR`"),
                        wait(
                                "restore after delete",
                                windows.restoreAfterDelete(),
                                "restore-after-delete",
                                "409 `REQ_TOO_EARLY_ERR`"),
                        wait(
                                "purge after delete",
                                windows.purgeAfterDelete(),
                                "purge-after-delete",
                                "409 `REQ_TOO_EARLY_ERR`"),
                        wait(
                                "from one rotation to the next",
                                windows.rotateEvery(),
                                "rotate-every",
                                "409 `KEY_ROTATION_NOT_PERMITTED`"),
                        wait(
                                "restore at the latest",
                                windows.restoreWithin(),
                                "restore-within",
                                "400 `KEY_RESTORE_EXPIRED`"),
                        wait(
                                "purged by the service itself",
                                windows.purgedAfter(),
                                "purged-after",
                                "404 `KEY_NOT_FOUND_ERR` from then on"),
                        wait(
                                "a deletion authorized by the first of two",
                                windows.deletionAuthorizedFor(),
                                "deletion-authorized-for",
                                "409 `AUTHORIZATIONS_NOT_MET`"),
                        wait(
                                "sync after a change or the last sync",
                                windows.syncEvery(),
                                "sync-every",
                                "409 `REQ_TOO_EARLY_ERR`"),
                        wait(
                                "acknowledge a change at the latest",
                                windows.acknowledgedWithin(),
                                "acknowledged-within",
                                "nothing; the silence goes on record as 408, for each resource"),
                        expired()));
    }

    /** The owner's own waiting time, which no setting moves. */
    private static String expired() {
        Key key = Keys.key(KeyState.DESTROYED, false, Keys.SINCE.plusSeconds(60));
        Refusal refusal = new Waiting(WaitingTest.DEFAULTS, Keys.SINCE.plusSeconds(61))
                .toRestore(key)
                .orElseThrow();
        return "| restore before the key's `expirationDate` | as the owner set it | | " + refusal.status() + " `"
                + refusal.code() + "` |";
    }

    private static String wait(String what, Duration wait, String setting, String refusal) {
        String days = wait.toDaysPart() > 0 ? wait.toDays() + " days" : Waiting.words(wait);
        return "| " + what + " | " + days + " | `" + setting + "` | " + refusal + " |";
    }
}
