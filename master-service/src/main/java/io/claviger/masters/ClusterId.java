package io.claviger.masters;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** 20 characters of lower-case letters and digits. Stands above the features, because each of them speaks of clusters. */
public record ClusterId(String value) {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 20;
    private static final Pattern FORM = Pattern.compile("[a-z0-9]{20}");

    public ClusterId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a cluster id has 20 characters a-z or 0-9");
        }
    }

    public static Optional<ClusterId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new ClusterId(text)) : Optional.empty();
    }

    public static ClusterId random(RandomGenerator random) {
        StringBuilder id = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return new ClusterId(id.toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
