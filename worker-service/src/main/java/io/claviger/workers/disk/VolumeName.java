package io.claviger.workers.disk;

import java.util.regex.Pattern;

/** Names one volume; it becomes a file name, so nothing in it may lead elsewhere. */
public record VolumeName(String value) {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

    public VolumeName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a volume is named by letters, digits, dots, dashes and underscores");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
