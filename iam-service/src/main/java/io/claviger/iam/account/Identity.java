package io.claviger.iam.account;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Whose key it is: a person, a service id of the customer's, or one of Claviger's own services, which act in every account. */
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

    /** A program of the customer's, which has the rights that its key grants it in its account, and no more. */
    record ServiceId(UUID id) implements Identity {
        @Override
        public String iamId() {
            return Service.PREFIX + id;
        }

        static Optional<ServiceId> of(String iamId) {
            if (!iamId.startsWith(Service.PREFIX)) {
                return Optional.empty();
            }
            try {
                ServiceId read = new ServiceId(UUID.fromString(iamId.substring(Service.PREFIX.length())));
                return read.iamId().equals(iamId) ? Optional.of(read) : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
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
        return ServiceId.of(iamId)
                .<Identity>map(id -> id)
                .orElseGet(() -> iamId.startsWith(Service.PREFIX)
                        ? new Service(iamId.substring(Service.PREFIX.length()))
                        : new User(iamId));
    }
}
