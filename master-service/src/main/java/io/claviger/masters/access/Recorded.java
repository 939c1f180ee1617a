package io.claviger.masters.access;

import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import io.claviger.masters.refusal.ClusterRefusal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/** Sees to it that a refused call is on the record as well: its own transaction is gone by then, so it gets another. */
@ApplicationScoped
public class Recorded {

    private final Activities activities;

    public Recorded(Activities activities) {
        this.activities = activities;
    }

    /** Runs a call whose success records itself in its own transaction. */
    public <T> T change(Caller caller, Activity attempt, Supplier<T> call) {
        try {
            return call.get();
        } catch (ClusterRefusal refusal) {
            activities.recordAlone(caller, attempt.failed(refusal.fault().status(), refusal.description()));
            throw refusal;
        } catch (ProblemException refusal) {
            Problem problem = refusal.problem();
            activities.recordAlone(caller, attempt.failed(problem.status(), problem.message()));
            throw refusal;
        }
    }

    /** Runs a call that changes nothing, and records how it ended. */
    public <T> T read(Caller caller, Activity attempt, Supplier<T> call) {
        T answer = change(caller, attempt, call);
        activities.recordAlone(caller, attempt);
        return answer;
    }
}
