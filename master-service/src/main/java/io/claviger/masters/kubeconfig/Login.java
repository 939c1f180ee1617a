package io.claviger.masters.kubeconfig;

import io.claviger.masters.clientcert.ClientCertificate;

/** What a kubeconfig gets its user in by. Closing wipes what can be wiped. */
public sealed interface Login extends AutoCloseable {

    @Override
    default void close() {}

    /** The caller's own access token, as it came. */
    record Token(String value, String issuer) implements Login {

        @Override
        public String toString() {
            return "Token";
        }
    }

    /** Made for this kubeconfig. */
    record Certificate(ClientCertificate issued) implements Login {

        @Override
        public void close() {
            issued.close();
        }
    }
}
