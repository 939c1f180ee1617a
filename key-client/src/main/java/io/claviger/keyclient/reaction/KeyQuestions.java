package io.claviger.keyclient.reaction;

import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.KmsPlaces;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.keyclient.reaction.KeyJobs.Job;
import io.claviger.kit.crn.Crn;
import io.claviger.kit.outage.Outage;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Asks about the keys that are due, every key management service apart from the others: one that is slow, away or refuses to
 * talk to us is no reason to know less about the keys of another. Each is asked one question at a time.
 */
@ApplicationScoped
class KeyQuestions {

    private static final Logger LOG = Logger.getLogger(KeyQuestions.class);
    private static final String OWN = "own";
    /** A service that has been at a question for this long is not looked after at each poll. */
    private static final Duration SLOW = Duration.ofMillis(500);

    private static final Duration WHILE_SLOW = Duration.ofSeconds(1);

    private final KeyJobs jobs;
    private final KeyJobSteps steps;
    private final KmsPlaces places;
    private final Map<String, Question> underWay = new ConcurrentHashMap<>();

    KeyQuestions(KeyJobs jobs, KeyJobSteps steps, KmsPlaces places) {
        this.jobs = jobs;
        this.steps = steps;
        this.places = places;
    }

    private record Question(Thread thread, long begun) {
        boolean slow() {
            return System.nanoTime() - begun > SLOW.toNanos();
        }
    }

    /**
     * Begins to ask about the next keys that are due, and waits for no answer.
     *
     * @param ended runs after each question whose answers are applied
     * @return what has begun; nothing when no key was due, or only keys of services that are busy with a question
     */
    List<Thread> begin(Runnable ended) {
        List<Job> due = jobs.claim(KeyJobs.Kind.RECHECK, Kms.BATCH, KeyJobSteps.LEASE);
        List<Thread> begun = new ArrayList<>();
        byPlace(due).forEach((place, about) -> {
            Thread thread =
                    Thread.ofVirtual().name("key-question-" + place).unstarted(() -> askAndApply(place, about, ended));
            Question before = underWay.putIfAbsent(place, new Question(thread, System.nanoTime()));
            if (before == null) {
                thread.start();
                begun.add(thread);
            } else {
                jobs.holdBack(about, before.slow() ? WHILE_SLOW : Duration.ZERO);
            }
        });
        return begun;
    }

    private Map<String, List<Job>> byPlace(List<Job> due) {
        Map<String, List<Job>> byPlace = new LinkedHashMap<>();
        for (Job job : due) {
            try {
                byPlace.computeIfAbsent(placeOf(job.keyCrn()), _ -> new ArrayList<>())
                        .add(job);
            } catch (KmsUnreachableException e) {
                steps.putOff(List.of(job), e);
            }
        }
        return byPlace;
    }

    private String placeOf(String keyCrn) {
        return Crn.parse(keyCrn)
                .flatMap(crn -> places.of(crn.instance()))
                .map(URI::toString)
                .orElse(OWN);
    }

    private void askAndApply(String place, List<Job> about, Runnable ended) {
        try {
            steps.ask(about);
        } catch (RuntimeException | Error e) {
            // Whoever claims them when this claim has run out asks again.
            if (Outage.causes(e)) {
                LOG.warnf("question broken off place=%s reason=%s", place, Outage.reason(e));
            } else {
                LOG.errorf(e, "question broken off place=%s", place);
            }
        } finally {
            underWay.remove(place);
            ended.run();
        }
    }

    /** Gives those that are under way a moment, then takes them off the wire. */
    void stop() throws InterruptedException {
        for (Question question : List.copyOf(underWay.values())) {
            if (!question.thread().join(Duration.ofSeconds(2))) {
                question.thread().interrupt();
                question.thread().join(Duration.ofSeconds(10));
            }
        }
    }
}
