package io.claviger.iam.account;

import java.util.regex.Pattern;

/** Whose key it is: a person, or one of Claviger's own services, which act in every account. */
public sealed interface Identity {

    /** As it appears in {@code createdBy} and in audit records. */
    String iamId();

    /** A person; the id is an IBMid-like name. */
    record User(String iamId) implements Identity {
        private static final Pattern FORM = Pattern.compile("IBMid-[A-Za-z0-9]{1,64}");

        public User {
            if (!FORM.matcher(iamId).matches()) {
                throw new IllegalArgumentException("a user's iam_id is 'IBMid-' and up to 64 letters and digits");
            }
        }
    }

    /** One of our services; made from configuration only, because it may act in every account. */
    record Service(String name) implements Identity {
        private static final String PREFIX = "iam-ServiceId-";
        private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,62}");

        public Service {
            if (!FORM.matcher(name).matches()) {
                throw new IllegalArgumentException("a service's name is lower-case letters, digits and dashes");
            }
        }

        @Override
        public String iamId() {
            return PREFIX + name;
        }
    }

    static Identity parse(String iamId) {
        return iamId.startsWith(Service.PREFIX)
                ? new Service(iamId.substring(Service.PREFIX.length()))
                : new User(iamId);
    }
}
