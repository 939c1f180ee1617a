package io.claviger.masters.kubernetes.edge;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.ListQuery;
import io.claviger.masters.kubernetes.edge.CallRecords.Deed;
import io.claviger.masters.kubernetes.request.Verb;
import io.claviger.masters.kubernetes.request.WatchOptions;
import io.claviger.masters.kubernetes.status.Reason;
import io.claviger.masters.kubernetes.status.Refusal;
import io.claviger.masters.kubernetes.status.Status;
import io.claviger.masters.kubernetes.view.Accept;
import io.claviger.masters.kubernetes.view.IncludeObject;
import io.claviger.masters.kubernetes.view.Views;
import io.claviger.masters.kubernetes.watch.Watches;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Requests to watch. What is wrong from the start is refused by status; what goes wrong later ends the stream by an ERROR. */
@ApplicationScoped
class WatchCalls {

    private static final Logger LOG = Logger.getLogger(WatchCalls.class);

    private final Watches watches;
    private final CallRecords records;
    private final KeyRefusals refusals;
    private final Views views;

    WatchCalls(Watches watches, CallRecords records, KeyRefusals refusals, Views views) {
        this.watches = watches;
        this.records = records;
        this.refusals = refusals;
        this.views = views;
    }

    Answer start(ApiCall call, Deed deed, ListQuery query) {
        Accept form = Accept.ofObjects(call.accept());
        IncludeObject include = IncludeObject.parse(call.parameter("includeObject"));
        WatchOptions options = WatchOptions.parse(call::parameter);
        ClusterId cluster = deed.cluster().id();
        watches.check(cluster, query, options);
        if ("websocket".equalsIgnoreCase(call.upgrade())) {
            // Not spoken here. A watch that ends at once, unlike one that goes on, lets the client see it and ask by
            // HTTP.
            return Answer.streamed((_, _) -> LOG.debugf("watch by websocket declined cluster=%s", cluster));
        }
        records.read(deed);
        return Answer.streamed((out, onStart) ->
                run(cluster, query, options, new EventLines(out, views, form, query.kind(), include), onStart));
    }

    private void run(
            ClusterId cluster, ListQuery query, WatchOptions options, EventLines lines, Consumer<Runnable> onStart)
            throws IOException {
        try {
            watches.run(cluster, query, options, lines, onStart);
        } catch (KeyUnavailable key) {
            lines.error(
                    refusals.of(key, Verb.WATCH, query.kind().resource(), "").status());
        } catch (Refusal refusal) {
            lines.error(refusal.status());
        } catch (RuntimeException fault) {
            LOG.errorf(fault, "watch ended cluster=%s kind=%s", cluster, query.kind());
            lines.error(new Status(
                    Reason.INTERNAL,
                    "Internal error occurred: the watch cannot go on; start it again",
                    "",
                    "",
                    List.of()));
        }
    }
}
