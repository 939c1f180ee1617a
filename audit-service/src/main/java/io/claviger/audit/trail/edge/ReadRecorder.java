package io.claviger.audit.trail.edge;

import io.claviger.audit.trail.rules.ReadNotices;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Records that somebody read the trail: through the same outbox, bus and log as everything else. */
@ApplicationScoped
public class ReadRecorder {

    private static final String ACTION = "claviger-audit.records.list";
    private static final String TYPE = "claviger-audit/records";

    /** Where in an answer a caller is does not make it another question. */
    private static final Set<String> PAGING = Set.of("after", "limit");

    private static final int LONGEST_QUESTION = 1024;

    private final Activities activities;
    private final ReadNotices notices;
    private final String region;

    public ReadRecorder(
            Activities activities,
            Clock clock,
            TrailConfig config,
            @ConfigProperty(name = "claviger.region", defaultValue = "local") String region) {
        this.activities = activities;
        this.notices = new ReadNotices(clock, config.recordedEvery());
        this.region = region;
    }

    void answered(Caller caller, Map<String, List<String>> query) {
        record(caller, query, activity(caller));
    }

    void refused(Caller caller, Map<String, List<String>> query) {
        record(caller, query, activity(caller).failed(403, "no role to read the audit trail"));
    }

    private void record(Caller caller, Map<String, List<String>> query, Activity activity) {
        String question = question(query);
        ReadNotices.Read read = new ReadNotices.Read(caller.iamId(), activity.status(), question);
        if (notices.isDue(read)) {
            activities.recordAlone(caller, activity.request("query", question));
            notices.done(read);
        }
    }

    private Activity activity(Caller caller) {
        Crn trail = new Crn("bluemix", "public", "claviger-audit", region, caller.accountId(), "", "", "");
        return Activity.of(ACTION, trail.toString(), "audit trail", TYPE).asDataEvent();
    }

    /** One text, and not the parameters by name: a look at a key's trail is no part of that key's story. */
    private static String question(Map<String, List<String>> query) {
        String question = new TreeMap<>(query)
                .entrySet().stream()
                        .filter(parameter -> !PAGING.contains(parameter.getKey()))
                        .map(parameter -> parameter.getKey() + "=" + String.join(",", parameter.getValue()))
                        .collect(Collectors.joining("&"));
        return question.length() <= LONGEST_QUESTION ? question : question.substring(0, LONGEST_QUESTION);
    }
}
