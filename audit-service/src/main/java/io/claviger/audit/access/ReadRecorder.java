package io.claviger.audit.access;

import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Records that somebody read what is recorded, or was refused it: through the same outbox, bus and log as everything else.
 */
@ApplicationScoped
public class ReadRecorder {

    private static final int LONGEST_QUESTION = 1024;

    /** What can be read of the log. */
    public enum Reading {
        RECORDS("claviger-audit.records.list", "audit trail", "claviger-audit/records", "query", true),
        /**
         * Whoever follows the log reads the end of it in ever wider parts, and each record of that would make the next one: so
         * all entries that are read are one question, and the record names the first of them.
         */
        ENTRIES("claviger-audit.entries.read", "audit log", "claviger-audit/entries", "from", false),
        VERDICT("claviger-audit.log.verify", "audit log", "claviger-audit/log", "query", true);

        private final String action;
        private final String target;
        private final String type;
        private final String named;
        private final boolean apart;

        Reading(String action, String target, String type, String named, boolean apart) {
            this.action = action;
            this.target = target;
            this.type = type;
            this.named = named;
            this.apart = apart;
        }
    }

    private final Activities activities;
    private final ReadNotices notices;
    private final String region;

    public ReadRecorder(
            Activities activities,
            Clock clock,
            ReadsConfig config,
            @ConfigProperty(name = "claviger.region", defaultValue = "local") String region) {
        this.activities = activities;
        this.notices = new ReadNotices(clock, config.recordedEvery());
        this.region = region;
    }

    /** @param question one text, and not parameters by name: a look at a key's trail is no part of that key's story */
    public void answered(Caller caller, Reading reading, String question) {
        record(caller, reading, question, activity(caller, reading));
    }

    /** Parameter as in {@link #answered}. */
    public void refused(Caller caller, Reading reading, String question) {
        record(
                caller,
                reading,
                question,
                activity(caller, reading).failed(403, "no role to read the " + reading.target));
    }

    private void record(Caller caller, Reading reading, String question, Activity activity) {
        ReadNotices.Read read = new ReadNotices.Read(
                caller.iamId(), activity.status(), reading.action + (reading.apart ? "?" + question : ""));
        if (notices.isDue(read)) {
            String cut = question.length() <= LONGEST_QUESTION ? question : question.substring(0, LONGEST_QUESTION);
            activities.recordAlone(caller, activity.request(reading.named, cut));
            notices.done(read);
        }
    }

    private Activity activity(Caller caller, Reading reading) {
        Crn account = new Crn("bluemix", "public", "claviger-audit", region, caller.accountId(), "", "", "");
        return Activity.of(reading.action, account.toString(), reading.target, reading.type)
                .asDataEvent();
    }
}
