package io.claviger.masters.kubernetes.login;

/** Where a credential is given for a token. */
public interface TokenExchange {

    Exchanged exchange(BasicCredentials credentials);

    sealed interface Exchanged {

        /** @param seconds how long it is good for */
        record Token(String token, long seconds) implements Exchanged {
            @Override
            public String toString() {
                return "Token[" + seconds + " s]";
            }
        }

        record Refused() implements Exchanged {}

        /** Nobody can say now. */
        record Away() implements Exchanged {}
    }
}
