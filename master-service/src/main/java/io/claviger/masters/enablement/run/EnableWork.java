package io.claviger.masters.enablement.run;

import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.work.MasterWork;
import io.claviger.masters.work.Traces;
import io.claviger.masters.work.WorkOutcome;
import io.claviger.masters.work.WorkOutcome.Finished;
import io.claviger.masters.work.WorkOutcome.GoOn;
import io.claviger.masters.work.WorkOutcome.Later;
import io.claviger.masters.work.WorkQueue.Claim;
import io.claviger.masters.work.WorkRunner;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Carries an enablement on by one phase, and decides what a failure means there. */
@ApplicationScoped
public class EnableWork implements MasterWork {

    private final Enablements enablements;
    private final EnableSteps steps;
    private final EnableEnding ending;
    private final EnableFailing failing;
    private final EnableRetreat retreat;
    private final Patience patience;
    private final EnableConfig config;
    private final Clock clock;

    public EnableWork(
            Enablements enablements,
            EnableSteps steps,
            EnableEnding ending,
            EnableFailing failing,
            EnableRetreat retreat,
            Patience patience,
            EnableConfig config,
            Clock clock) {
        this.enablements = enablements;
        this.steps = steps;
        this.ending = ending;
        this.failing = failing;
        this.retreat = retreat;
        this.patience = patience;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Kind kind() {
        return Kind.ENABLE;
    }

    @Override
    public WorkOutcome step(Claim claim) {
        Enablement enablement = enablements
                .find(claim.id())
                .orElseThrow(() -> new IllegalStateException("there is no enablement " + claim.id()));
        WorkOutcome[] outcome = {new GoOn()};
        Traces.follow(
                enablement.traceparent(),
                enablement.correlationId(),
                "kms-enablement " + enablement.phase(),
                () -> outcome[0] = guarded(claim, enablement));
        return outcome[0];
    }

    private WorkOutcome guarded(Claim claim, Enablement enablement) {
        try {
            return act(claim, enablement);
        } catch (KeyRefusedException e) {
            return enablement.phase().mayFail()
                    ? fail(
                            claim,
                            enablement,
                            "the key management service refuses root key %s: %s"
                                    .formatted(enablement.keyCrn(), e.getMessage()))
                    : later(claim, String.valueOf(e.getMessage()));
        } catch (KmsUnreachableException e) {
            return unreachable(claim, enablement, e);
        } catch (KeyUnavailable.Unreachable e) {
            return unreachable(claim, enablement, e);
        } catch (KeyUnavailable e) {
            return withoutKey(claim, enablement, e);
        }
    }

    private WorkOutcome unreachable(Claim claim, Enablement enablement, RuntimeException why) {
        boolean late = clock.instant().isAfter(enablement.requestedAt().plus(config.giveUpAfter()));
        return late && enablement.phase().mayFail()
                ? fail(claim, enablement, "the key management service did not answer in time.")
                : later(claim, String.valueOf(why.getMessage()));
    }

    /** Former keys that are gone are dealt with where they are needed: what hangs from them is left behind. */
    private WorkOutcome withoutKey(Claim claim, Enablement enablement, KeyUnavailable gone) {
        String why = String.valueOf(gone.getMessage());
        if (enablement.phase().mayFail()) {
            return fail(claim, enablement, why + ".");
        }
        boolean newKey = gone.keyCrn().equals(enablement.keyCrn());
        return newKey && patience.hasEnded(enablement, gone)
                ? retreat.begin(claim, enablement, why)
                : later(claim, why);
    }

    private WorkOutcome act(Claim claim, Enablement enablement) {
        return switch (enablement.phase()) {
            case REQUESTED ->
                steps.verify(claim, enablement)
                        .map(why -> fail(claim, enablement, why))
                        .orElseGet(GoOn::new);
            case VERIFIED -> steps.register(claim, enablement);
            case REGISTERED -> steps.wrap(claim, enablement);
            case WRAPPED -> steps.beginRewriting(claim, enablement);
            case REWRITING -> steps.rewrite(claim, enablement);
            case RELEASING ->
                ending.release(claim, enablement).orElseGet(() -> retreat.begin(claim, enablement, purged(enablement)));
            case FAILING -> failing.clearAway(claim, enablement);
            case READY, FAILED -> {
                ending.closeOnly(claim);
                yield new Finished();
            }
        };
    }

    private WorkOutcome fail(Claim claim, Enablement enablement, String why) {
        failing.beginFailing(claim, enablement, why);
        return new GoOn();
    }

    private static String purged(Enablement enablement) {
        return "root key " + enablement.keyCrn() + " is purged; what it protected cannot be recovered";
    }

    private static WorkOutcome later(Claim claim, String reason) {
        return new Later(WorkRunner.pauseAfter(claim.attempts()), reason);
    }
}
