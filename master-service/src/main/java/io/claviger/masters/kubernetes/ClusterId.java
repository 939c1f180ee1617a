package io.claviger.masters.kubernetes;

import java.util.Optional;
import java.util.regex.Pattern;

/** 20 characters of lower-case letters and digits. */
public record ClusterId(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]{20}");

    public ClusterId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a cluster id has 20 characters a-z or 0-9");
        }
    }

    /** Empty when the text is no cluster id. */
    public static Optional<ClusterId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new ClusterId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
