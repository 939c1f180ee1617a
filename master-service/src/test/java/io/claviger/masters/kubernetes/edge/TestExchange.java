package io.claviger.masters.kubernetes.edge;

import io.claviger.masters.kubernetes.login.BasicCredentials;
import io.claviger.masters.kubernetes.login.TokenExchange;
import io.claviger.testkit.TestTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.Map;

/** An IAM that knows one API key, and is away for another. */
@Alternative
@ApplicationScoped
public class TestExchange implements TokenExchange {

    static final String KNOWN = "the:right key";
    static final String AWAY = "away";

    @Override
    public Exchanged exchange(BasicCredentials credentials) {
        if (credentials.password().equals(AWAY)) {
            return new Exchanged.Away();
        }
        return credentials.equals(new BasicCredentials("apikey", KNOWN))
                ? new Exchanged.Token(
                        TestTokens.user(
                                TestTokens.ACCOUNT,
                                "IBMid-Somebody",
                                Map.of("containers-kubernetes", List.of("Manager"))),
                        3600)
                : new Exchanged.Refused();
    }
}
