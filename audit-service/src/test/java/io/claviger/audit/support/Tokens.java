package io.claviger.audit.support;

import io.claviger.testkit.TestTokens;
import java.util.List;
import java.util.Map;

/** Callers of the tests, as Authorization headers. */
public final class Tokens {

    private Tokens() {}

    public static String reader() {
        return reader(TestTokens.ACCOUNT, "IBMid-auditor");
    }

    public static String reader(String account, String iamId) {
        return "Bearer " + TestTokens.user(account, iamId, Map.of("audit", List.of("Reader")));
    }

    public static String with(String iamId, Map<String, List<String>> grants) {
        return "Bearer " + TestTokens.user(TestTokens.ACCOUNT, iamId, grants);
    }

    /** Administers the account that runs the installation, as the tests' configuration has it. */
    public static String platformAdministrator() {
        return platformAdministrator("IBMid-operator");
    }

    public static String platformAdministrator(String iamId) {
        String account = "0000000000000000000000000000acc9";
        return "Bearer " + TestTokens.user(account, iamId, Map.of("iam", List.of("Administrator")));
    }

    public static String service() {
        return "Bearer " + TestTokens.service("key-service");
    }
}
