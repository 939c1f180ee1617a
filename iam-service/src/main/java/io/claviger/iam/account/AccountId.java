package io.claviger.iam.account;

import java.util.regex.Pattern;

/** Account id as IBM's IAM writes it: 32 hex digits. */
public record AccountId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    public AccountId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("an account id is 32 lower-case hex digits");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
