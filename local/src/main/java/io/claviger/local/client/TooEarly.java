package io.claviger.local.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Key Protect lets some changes of a key happen only so long after another, and says from when on (docs/key-states.md). */
public final class TooEarly {

    private static final Pattern FROM = Pattern.compile(" from (\\S+) on,");
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** The two clocks need not agree. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    private TooEarly() {}

    /** When the change that was refused is allowed; empty when it was not refused for being too early. */
    public static Optional<Instant> allowedFrom(Answer answer) {
        if (answer.status() != 409
                || !answer.text("/resources/0/reasons/0/code").equals("REQ_TOO_EARLY_ERR")) {
            return Optional.empty();
        }
        Matcher from = FROM.matcher(answer.text("/resources/0/reasons/0/message"));
        return from.find() ? Optional.of(Instant.parse(from.group(1))) : Optional.empty();
    }

    /**
     * Makes the change, at once or when it is allowed.
     *
     * @param told learns how long it takes, before anybody waits; not called otherwise
     */
    public static Answer waitedFor(Supplier<Answer> change, Consumer<Duration> told) {
        Answer answer = change.get();
        Duration left = left(answer);
        if (left.isPositive()) {
            told.accept(left);
            Waiting.sleep(left);
            answer = Waiting.until(
                    "the change to be allowed",
                    SKEW,
                    change,
                    last -> allowedFrom(last).isEmpty());
        }
        return answer.orFail();
    }

    private static Duration left(Answer answer) {
        Duration left = allowedFrom(answer)
                .map(from -> Duration.between(Instant.now(), from).plusMillis(1))
                .orElse(Duration.ZERO);
        return left.compareTo(LONGEST) > 0 ? Duration.ZERO : left;
    }
}
