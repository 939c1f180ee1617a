package io.claviger.keys.wrapping;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.call.Call;
import io.claviger.keys.custody.Ciphertext;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.RecordOverdueException;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.wrapping.HotUses.Ready;
import io.claviger.keys.wrapping.rules.Wrapped;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.ActivityStream;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Many uses of one key in one call. Each item fares on its own; one record tells of all. */
@ApplicationScoped
public class Batches {

    /** Longer than the bus and the outbox take together to give up. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HotUses hot;
    private final Wrapping wrapping;
    private final Activities activities;
    private final ActivityStream stream;

    Batches(HotUses hot, Wrapping wrapping, Activities activities, ActivityStream stream) {
        this.hot = hot;
        this.wrapping = wrapping;
        this.activities = activities;
        this.stream = stream;
    }

    /** One thing to do, or why it cannot even be tried. */
    public sealed interface Item {

        /** @param dataKey absent to make a new one; whoever made the item closes it, which closes the data key */
        record Wrap(@Nullable SecretBytes dataKey, List<String> aad) implements Item, AutoCloseable {
            @Override
            public void close() {
                if (dataKey != null) {
                    dataKey.close();
                }
            }
        }

        /** To be unwrapped or re-wrapped, as the call says. */
        record Open(Ciphertext ciphertext, List<String> aad) implements Item {}

        record Malformed(Refusal refusal) implements Item {}
    }

    /** What came of an item. */
    public sealed interface Outcome {

        /** Whoever gets it closes what is secret in it. */
        record Done(Wrapped wrapped) implements Outcome {}

        record Refused(Refusal refusal) implements Outcome {}
    }

    /** A call that needs no database so far. Null as in {@link HotUses#ready}. */
    public @Nullable List<Outcome> quickly(Ready ready, List<Item> items) {
        List<Outcome> outcomes = record(ready.call(), ready.key(), items);
        if (hot.stillGood(ready)) {
            return outcomes;
        }
        outcomes.forEach(Batches::close);
        return null;
    }

    /** With the database asked before and after. */
    public List<Outcome> carefully(Call call, String name, List<Item> items) {
        Key key = wrapping.usable(call, name);
        try (HotKey alone = hot.readAlone(call, key)
                .orElseThrow(() -> Refusal.keyNotFound(name).asException())) {
            List<Outcome> outcomes = record(call, alone, items);
            try {
                hot.keep(call, name, key, key.life().current().id());
                // Last, as in Wrapping: what has been waited for before may have taken its time.
                wrapping.usable(call, name);
            } catch (RuntimeException e) {
                outcomes.forEach(Batches::close);
                throw e;
            }
            return outcomes;
        }
    }

    private List<Outcome> record(Call call, HotKey key, List<Item> items) {
        List<Outcome> outcomes = outcomes(call.operation(), key, items);
        long failed =
                outcomes.stream().filter(Outcome.Refused.class::isInstance).count();
        try {
            await(
                    stream.publish(activities.describe(
                            call.caller(), UseRecords.batch(call, key.key(), items.size(), failed))),
                    PATIENCE);
            return outcomes;
        } catch (RuntimeException e) {
            outcomes.forEach(Batches::close);
            throw e;
        }
    }

    /** What the stream failed with goes on as it is: it says by itself whether it passes. */
    static void await(CompletionStage<Void> durable, Duration patience) {
        try {
            durable.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new RecordOverdueException("the record of a batch was waited for too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RecordOverdueException("interrupted while the record of a batch was waited for", e);
        }
    }

    /** All, or none that would stay open: a later item may need what cannot be read now. */
    private List<Outcome> outcomes(Operation operation, HotKey key, List<Item> items) {
        List<Outcome> outcomes = new ArrayList<>(items.size());
        Iterator<Wrapped.Fresh> fresh = hot.wrapAll(key, wraps(items)).iterator();
        try {
            items.forEach(item -> outcomes.add(outcome(operation, key, item, fresh)));
            return outcomes;
        } catch (RuntimeException e) {
            outcomes.forEach(Batches::close);
            fresh.forEachRemaining(Wrapped::close);
            throw e;
        }
    }

    private static List<Item.Wrap> wraps(List<Item> items) {
        return items.stream()
                .filter(Item.Wrap.class::isInstance)
                .map(Item.Wrap.class::cast)
                .toList();
    }

    /** @param fresh what the wraps among the items have become, in their order */
    private Outcome outcome(Operation operation, HotKey key, Item item, Iterator<Wrapped.Fresh> fresh) {
        return switch (item) {
            case Item.Wrap _ -> new Outcome.Done(fresh.next());
            case Item.Open open -> open(operation, key, open);
            case Item.Malformed malformed -> new Outcome.Refused(malformed.refusal());
        };
    }

    private Outcome open(Operation operation, HotKey key, Item.Open item) {
        Ciphertext ciphertext = item.ciphertext();
        boolean known = hot.version(key, new VersionId(ciphertext.versionId())).isPresent();
        @Nullable
        Wrapped wrapped = !known
                ? null
                : operation == Operation.UNWRAP
                        ? hot.unwrap(key, ciphertext, item.aad())
                        : hot.rewrap(key, ciphertext, item.aad());
        return wrapped == null ? new Outcome.Refused(Wrapping.undecipherable(key.key())) : new Outcome.Done(wrapped);
    }

    /** Wipes what is secret in it. */
    public static void close(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            done.wrapped().close();
        }
    }
}
