package io.claviger.iam.policy;

import io.claviger.iam.account.AccountId;
import java.util.regex.Pattern;

/**
 * Who is let in.
 *
 * @param account account that the service works for
 * @param service name of the service, such as {@code containers-kubernetes}
 */
public record Source(AccountId account, String service) {

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9.-]{0,62}");

    public Source {
        if (!FORM.matcher(service).matches()) {
            throw new IllegalArgumentException("a service name is lower-case letters, digits, dots and dashes");
        }
    }
}
