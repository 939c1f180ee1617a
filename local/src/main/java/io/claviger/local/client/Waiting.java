package io.claviger.local.client;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks again until the answer is the one hoped for. */
public final class Waiting {

    private static final Duration BETWEEN = Duration.ofMillis(20);

    private Waiting() {}

    /** @return the first answer that satisfies the condition */
    public static Answer until(String what, Duration patience, Supplier<Answer> question, Predicate<Answer> condition) {
        long end = System.nanoTime() + patience.toNanos();
        Answer last = question.get();
        while (!condition.test(last)) {
            if (System.nanoTime() > end) {
                throw new UnexpectedAnswerException("waited " + patience.toSeconds() + " s for " + what
                        + "; the last answer was " + last.status() + " " + last.body());
            }
            pause();
            last = question.get();
        }
        return last;
    }

    private static void pause() {
        sleep(BETWEEN);
    }

    static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnexpectedAnswerException("interrupted while waiting");
        }
    }
}
