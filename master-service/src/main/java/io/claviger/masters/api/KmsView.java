package io.claviger.masters.api;

import io.claviger.keyclient.kms.KeyRef;
import io.claviger.kit.crn.Crn;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.cluster.EnablementProgress;
import io.claviger.masters.cluster.KeyInForce;
import io.claviger.masters.cluster.KeySentences;
import io.claviger.masters.cluster.KeyStanding.Held;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.cluster.LeftBehind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code features.kms}: what machines may know of a cluster's root key (clusters-api.md 1.3.3), and how far an enablement is. */
final class KmsView {

    private KmsView() {}

    /** Empty before anybody asked for a root key. */
    static Map<String, Object> of(ClusterStanding standing, String endpoint, Instant now) {
        Map<String, Object> view = new LinkedHashMap<>();
        KmsSetting kms = standing.cluster().kms();
        if (kms != null) {
            inForce(view, kms, standing, endpoint);
        }
        EnablementProgress enablement = standing.enablement();
        if (enablement != null) {
            view.put("enablement", enablement.estimated(now));
        }
        LeftBehind left = standing.leftBehind();
        if (!view.isEmpty()) {
            view.put("rewritePending", rewritePending(standing));
        }
        if (!left.registrations().isEmpty()) {
            view.put("registrationsLeft", left.registrations());
        }
        if (left.unreadable() > 0) {
            view.put("unreadableSecrets", Map.of("count", left.unreadable(), "secrets", left.named()));
        }
        return view;
    }

    private static void inForce(Map<String, Object> view, KmsSetting kms, ClusterStanding standing, String endpoint) {
        KeyRef key = KeyRef.parse(kms.keyCrn());
        Crn crn = Crn.parse(kms.keyCrn()).orElseThrow();
        view.put("instanceID", key.instanceId());
        view.put(
                "instanceCRN",
                new Crn(crn.cname(), crn.ctype(), crn.service(), crn.location(), crn.account(), crn.instance(), "", "")
                        .toString());
        view.put("crkID", key.keyId());
        view.put("crkCRN", kms.keyCrn());
        KeyInForce known = standing.inForce();
        String version = known == null ? null : known.versionId();
        view.put("crkVersion", version == null ? "" : version);
        view.put("accountID", kms.accountId());
        view.put("privateEndpoint", kms.privateEndpoint());
        view.put("provider", crn.service());
        view.put("endpoint", endpoint);
        if (known != null) {
            state(view, known);
        }
        view.put("enabledDate", ClusterView.time(kms.enabledAt()));
        view.put("serviceToService", kms.registered());
        if (!standing.leftBehind().formerKeyCrns().isEmpty()) {
            view.put("formerKeyCRNs", standing.leftBehind().formerKeyCrns());
        }
        if (!standing.withheld().isEmpty()) {
            view.put(
                    "withheldKeys",
                    standing.withheld().stream().map(KmsView::withheld).toList());
        }
    }

    private static void state(Map<String, Object> view, KeyInForce known) {
        view.put("keyState", known.state());
        view.put("keyStateDate", ClusterView.time(known.since()));
        String event = known.lastEventId();
        Instant heard = known.lastEventAt();
        if (event != null && heard != null) {
            view.put("lastKeyEventID", event);
            view.put("lastKeyEventDate", ClusterView.time(heard));
        }
    }

    private static Map<String, Object> withheld(Held key) {
        return Map.of(
                "keyCRN",
                key.keyCrn(),
                "keyState",
                key.condition().state(),
                "since",
                ClusterView.time(key.since()),
                "reason",
                KeySentences.why(key));
    }

    /** False only when nothing is, or is about to come, under any other key or key version than the one in force. */
    private static boolean rewritePending(ClusterStanding standing) {
        EnablementProgress enablement = standing.enablement();
        boolean rewrapping = standing.key() instanceof Held held && held.rewrapping();
        return enablement != null && enablement.running()
                || rewrapping
                || standing.leftBehind().any();
    }
}
