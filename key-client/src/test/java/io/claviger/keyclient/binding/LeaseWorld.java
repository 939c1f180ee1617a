package io.claviger.keyclient.binding;

import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.lease.Proof;
import io.claviger.keyclient.lease.Watched;
import io.claviger.keyclient.testing.TrueKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One key, its partition, and two replicas of one service, under a clock that only {@link #step} moves. The replicas share the
 * rows of one database; each has a place of its own in the topic, its own questions under way, and its own memory of the plain data
 * key. Both may read the same record: a replica that has lost its partition does not know it yet. What is decided here is decided by
 * the real rules; the rest is what a bus, a network and a crash may do.
 */
final class LeaseWorld {

    static final Duration LEASE = Duration.ofSeconds(30);
    private static final int PARTITIONS = 6;

    /** Of the topic; {@code watermark} is absent for an event, both are for a record that cannot be read. */
    private record Entry(
            @Nullable KeySnapshot event, @Nullable Instant watermark) {}

    /** A question under way: what the answer will say is fixed at some time between asking and arrival. */
    private static final class Question {
        private final Instant askedAt;
        private final long claim;
        private @Nullable KeySnapshot answer;

        Question(Instant askedAt, long claim) {
            this.askedAt = askedAt;
            this.claim = claim;
        }
    }

    /** What a replica does wrong: the model must find it out. */
    enum Flaw {
        NONE,
        /** It believes watermarks although records were lost. */
        MINDS_NO_LOSS,
        /** It takes a key that it has in memory for a right to use it. */
        TRUSTS_ITS_MEMORY
    }

    /** What dies with its process, and its place in the topic, which it takes up again a little before where it was. */
    private final class Replica {
        private int position;
        private boolean holdsDataKey;
        private final List<Question> questions = new ArrayList<>();

        private void consume() {
            int until = position + random.nextInt(6);
            while (!busCut && position < until && position < topic.size()) {
                position = Math.max(position, firstOffset);
                if (position < topic.size()) {
                    apply(position, topic.get(position));
                    position++;
                }
            }
        }

        private void crash() {
            position = Math.max(0, position - random.nextInt(4));
            holdsDataKey = false;
            questions.clear();
        }

        private void ask() {
            if (!httpCut && questions.size() < 3) {
                questions.add(new Question(now, claim));
            }
        }

        /** Key-service makes its answer at one step, and it arrives at a later one, in whatever order. */
        private void answer() {
            if (questions.isEmpty()) {
                return;
            }
            Question question = questions.get(random.nextInt(questions.size()));
            if (question.answer == null) {
                question.answer = truth.snapshot();
                return;
            }
            questions.remove(question);
            if (!httpCut) {
                arrived(question, question.answer);
            }
        }

        /** Every few seconds it wipes what it may not use any more. */
        private void sweep() {
            holdsDataKey &= usable();
        }

        /** Whether a secret can be read here now: the gate lets it, and the data key is in memory or key-service unwraps it. */
        private boolean reads(boolean usable) {
            boolean may = usable || (flaw == Flaw.TRUSTS_ITS_MEMORY && holdsDataKey);
            boolean unwraps = !httpCut && truth.snapshot().state() == 1;
            boolean read = may && (holdsDataKey || unwraps);
            holdsDataKey |= read;
            return read;
        }
    }

    private final Random random;
    private final Flaw flaw;
    private final TrueKey truth = new TrueKey();
    /** How far key-service's clock is ahead of ours. */
    private final Duration skew;

    private Instant now = Instant.parse("2026-06-01T12:00:00Z");
    private @Nullable Instant lostAt;

    private final List<Entry> outbox = new ArrayList<>();
    private final List<Entry> topic = new ArrayList<>();
    private int firstOffset;
    private boolean busCut;
    private boolean httpCut;

    private BoundKey bound = BoundKey.first(truth.snapshot(), now);
    private Instant confirmedAt = now;
    private boolean followed;
    private @Nullable Watched watched;
    private long claim;
    private final List<Replica> replicas = List.of(new Replica(), new Replica());
    private boolean readTooLate;

    private int reads;
    private int readsByWatermark;
    private int losses;

    LeaseWorld(long seed) {
        this(seed, Flaw.NONE);
    }

    LeaseWorld(long seed, Flaw flaw) {
        this.flaw = flaw;
        this.random = new Random(seed);
        this.skew = Duration.ofMillis(random.nextInt(4_000) - 2_000);
    }

    void step() {
        now = now.plusMillis(random.nextInt(1_500));
        Replica one = replicas.get(random.nextInt(replicas.size()));
        switch (random.nextInt(24)) {
            case 0 -> change();
            case 1, 2, 3 -> outbox.add(new Entry(null, now.plus(skew)));
            case 4, 5, 6, 7 -> publish();
            case 8, 9, 10, 11, 12, 13 -> one.consume();
            case 14 -> one.crash();
            case 15, 16 -> one.ask();
            case 17, 18, 19 -> one.answer();
            case 20, 21 -> one.sweep();
            case 22 -> fault();
            default -> forge();
        }
        Proof proof = proof();
        boolean usable = new LeasedKey(bound, proof, now).usable(LEASE);
        boolean byWatermark = proof.provenAt().isAfter(confirmedAt);
        for (Replica replica : replicas) {
            if (replica.reads(usable)) {
                reads++;
                readsByWatermark += byWatermark ? 1 : 0;
                readTooLate |= tooLate();
            }
        }
    }

    private void change() {
        int state = truth.snapshot().state();
        if (state != 1) {
            outbox.add(new Entry(truth.enter(1), null));
            lostAt = null;
        } else if (random.nextBoolean()) {
            outbox.add(new Entry(truth.rotate().key(), null));
        } else {
            outbox.add(new Entry(truth.enter(new int[] {2, 3, 5}[random.nextInt(3)]), null));
            lostAt = now;
            losses++;
        }
    }

    /** In order; a relay that is killed before it has deleted the rows sends them again, watermarks and all. */
    private void publish() {
        if (busCut || outbox.isEmpty()) {
            return;
        }
        int count = 1 + random.nextInt(outbox.size());
        topic.addAll(outbox.subList(0, count));
        if (random.nextInt(4) > 0) {
            outbox.subList(0, count).clear();
        }
    }

    private void apply(long offset, Entry entry) {
        Watched before = watched == null ? Watched.from(0, offset, now) : watched;
        KeySnapshot event = entry.event();
        if (event != null) {
            if (bound.isNews(event)) {
                claim++;
            }
            bound = bound.onEvent(event);
            watched = before.passed(offset, now);
        } else if (entry.watermark() != null) {
            watched = before.upTo(offset, entry.watermark(), PARTITIONS, now);
        } else {
            watched = before.unreadable(offset, now);
        }
    }

    private void arrived(Question question, KeySnapshot answer) {
        BoundKey after = bound.onAnswer(answer, question.askedAt, now);
        boolean news = question.claim != claim;
        if (news && after.available() && !bound.available()) {
            return;
        }
        bound = after;
        followed = true;
        confirmedAt = question.askedAt.isAfter(confirmedAt) ? question.askedAt : confirmedAt;
    }

    private void fault() {
        switch (random.nextInt(5)) {
            case 0 -> busCut = !busCut;
            case 1 -> httpCut = !httpCut;
            case 2 -> firstOffset = Math.min(topic.size(), furthest() + random.nextInt(4));
            case 3 -> topic.add(new Entry(null, null));
            default -> {
                busCut = true;
                httpCut = true;
            }
        }
    }

    private int furthest() {
        return replicas.stream().mapToInt(replica -> replica.position).max().orElseThrow();
    }

    /** Somebody writes to the topic who may, or holds records back and sends them again. */
    private void forge() {
        switch (random.nextInt(3)) {
            case 0 -> topic.add(new Entry(truth.snapshot(1 + random.nextInt(2), Long.MAX_VALUE), null));
            case 1 -> {
                if (!topic.isEmpty()) {
                    topic.add(topic.get(random.nextInt(topic.size())));
                }
            }
            default -> busCut = false;
        }
    }

    /** Nothing changes any more, and everything gets through. */
    void quiet() {
        busCut = false;
        httpCut = false;
        topic.addAll(outbox);
        outbox.clear();
        for (Replica replica : replicas) {
            while (replica.position < topic.size()) {
                replica.consume();
            }
        }
        for (Replica replica : replicas) {
            replica.questions.clear();
            replica.ask();
            replica.answer();
            replica.answer();
        }
        replicas.forEach(Replica::sweep);
    }

    boolean agrees() {
        boolean available = truth.snapshot().state() == 1;
        return bound.state() == truth.snapshot().state()
                && replicas.stream()
                        .allMatch(replica ->
                                (available || !replica.holdsDataKey) && replica.reads(usable()) == available);
    }

    private boolean usable() {
        return new LeasedKey(bound, proof(), now).usable(LEASE);
    }

    private Proof proof() {
        return new Proof(
                confirmedAt,
                followed,
                watched == null ? null : watched.provenAt(),
                watched == null || flaw != Flaw.MINDS_NO_LOSS ? blindSince() : Instant.EPOCH);
    }

    private @Nullable Instant blindSince() {
        return watched == null ? null : watched.blindSince();
    }

    /** Whether a replica has read later than it may. */
    boolean readsTooLate() {
        return readTooLate;
    }

    /** The bound is the lease, and by how much key-service's clock is ahead. */
    private boolean tooLate() {
        Duration ahead = skew.isNegative() ? Duration.ZERO : skew;
        return lostAt != null && !now.isBefore(lostAt.plus(LEASE).plus(ahead));
    }

    int reads() {
        return reads;
    }

    int readsByWatermark() {
        return readsByWatermark;
    }

    int losses() {
        return losses;
    }

    @Override
    public String toString() {
        return "now=%s lostAt=%s truth=%s bound=%s proof=%s watched=%s skew=%s"
                .formatted(now, lostAt, truth.snapshot(), bound, proof(), watched, skew);
    }
}
