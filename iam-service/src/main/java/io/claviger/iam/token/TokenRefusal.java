package io.claviger.iam.token;

/**
 * Why no token is given, with IBM's code. All are 400 (key-protect-api.md 6.1).
 *
 * @see <a href="https://cloud.ibm.com/apidocs/iam-identity-token-api">IAM identity token API</a>
 */
public enum TokenRefusal {
    API_KEY_UNKNOWN("BXNIM0415E", "Provided API key could not be found."),
    REFRESH_TOKEN_UNKNOWN("BXNIM0407E", "Provided refresh_token is invalid or has expired."),
    /** With the code of a token that is none: for this it is none. */
    REFRESH_TOKEN_LENT(
            "BXNIM0407E",
            "Provided refresh_token was made for another client, which gets no passcode with it: use the one of a login."),
    /** Ours: IBM documents no code for it. */
    PASSCODE_UNKNOWN("BXNIM0410E", "Provided passcode is invalid, has expired, or was used before."),
    PROPERTY_MISSING("BXNIM0109E", "Property missing or empty."),
    UNSUPPORTED_GRANT(
            "BXNIM0060E",
            "The grant_type is not supported: use refresh_token, or apikey, passcode or delegated-refresh-token after"
                    + " urn:ibm:params:oauth:grant-type:."),
    UNREADABLE_FORM("BXNIM0060E", "The request body is not a form.");

    private final String code;
    private final String message;

    TokenRefusal(String code, String message) {
        this.code = code;
        this.message = message;
    }

    public String code() {
        return code;
    }

    public String message() {
        return message;
    }

    /** Whether a credential was presented and turned down, which somebody may want to know of. */
    public boolean isOfACredential() {
        return switch (this) {
            case API_KEY_UNKNOWN, REFRESH_TOKEN_UNKNOWN, REFRESH_TOKEN_LENT, PASSCODE_UNKNOWN -> true;
            case PROPERTY_MISSING, UNSUPPORTED_GRANT, UNREADABLE_FORM -> false;
        };
    }
}
