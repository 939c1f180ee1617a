package io.claviger.masters.api;

import io.claviger.keyclient.kms.KeyRef;
import io.claviger.kit.crn.Crn;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.cluster.EnablementProgress;
import io.claviger.masters.cluster.KeyStanding.Held;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.cluster.LeftBehind;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code features.kms}: what machines may know of a cluster's root key (clusters-api.md 1.3.3), and how far an enablement is. */
final class KmsView {

    private KmsView() {}

    /** Empty before anybody asked for a root key. */
    static Map<String, Object> of(ClusterStanding standing, String endpoint) {
        Map<String, Object> view = new LinkedHashMap<>();
        KmsSetting kms = standing.cluster().kms();
        if (kms != null) {
            inForce(view, kms, standing, endpoint);
        }
        EnablementProgress enablement = standing.enablement();
        if (enablement != null) {
            view.put("enablement", enablement);
        }
        LeftBehind left = standing.leftBehind();
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
        String version = standing.keyVersionId();
        view.put("crkVersion", version == null ? "" : version);
        view.put("accountID", kms.accountId());
        view.put("privateEndpoint", kms.privateEndpoint());
        view.put("provider", crn.service());
        view.put("endpoint", endpoint);
        view.put("keyState", standing.keyState());
        view.put("enabledDate", ClusterView.time(kms.enabledAt()));
        view.put("serviceToService", kms.registered());
        boolean rewriting = standing.enablement() != null
                && (standing.enablement().phase().equals("rewriting")
                        || standing.enablement().phase().equals("releasing"));
        boolean rewrapping = standing.key() instanceof Held held && held.rewrapping();
        view.put(
                "rewritePending",
                rewriting || rewrapping || standing.leftBehind().any());
        if (!standing.leftBehind().formerKeyCrns().isEmpty()) {
            view.put("formerKeyCRNs", standing.leftBehind().formerKeyCrns());
        }
        if (standing.key() instanceof Held held) {
            view.put("lastKeyEventDate", ClusterView.time(held.since()));
        }
    }
}
