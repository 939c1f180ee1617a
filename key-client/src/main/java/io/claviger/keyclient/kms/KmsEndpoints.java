package io.claviger.keyclient.kms;

/**
 * Which of the two endpoints of the installation's own KMS a dependant has asked for (clusters-api.md 1.4, S58, S59). What is not done
 * for one dependant, such as asking after many keys at once, goes to the usual one.
 */
public interface KmsEndpoints {

    /** @param dependant CRN of what hangs from the key */
    Side of(String dependant, String keyCrn);

    enum Side {
        /** Nothing was asked for. */
        USUAL,
        PRIVATE,
        PUBLIC
    }
}
