package io.claviger.workers.cluster;

import java.util.regex.Pattern;

/** 20 characters of lower-case letters and digits (clusters-api.md 1.1). */
public record ClusterId(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]{20}");

    public ClusterId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a cluster id has 20 lower-case letters and digits");
        }
    }

    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
