package io.claviger.kit.activity;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Callers choose much of what a record quotes. The log takes records of up to 64 KiB of well-formed text, so every value is cut
 * and mended here: nobody can keep what they did out of the log by doing it under a monstrous name.
 */
final class RecordedText {

    /** Longer than any CRN, name or sentence of ours; 30 such values still make a record the log takes. */
    static final int LONGEST = 512;

    private static final int MOST_VALUES = 30;
    private static final char REPLACEMENT = '\uFFFD';

    private RecordedText() {}

    static @Nullable String of(@Nullable String text) {
        return text == null ? null : required(text);
    }

    static String required(String text) {
        return wellFormed(text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…");
    }

    static Map<String, Object> within(Map<String, Object> values) {
        Map<String, Object> bounded = new LinkedHashMap<>();
        int taken = 0;
        for (Map.Entry<String, Object> value : values.entrySet()) {
            if (taken++ == MOST_VALUES) {
                break;
            }
            bounded.put(required(value.getKey()), bounded(value.getValue()));
        }
        return bounded;
    }

    private static Object bounded(Object value) {
        return switch (value) {
            case Number number -> number;
            case Boolean truth -> truth;
            // Few values are lists; as one text they are bounded with the rest.
            case Collection<?> list ->
                required(String.join(", ", list.stream().map(String::valueOf).toList()));
            default -> required(String.valueOf(value));
        };
    }

    /** A half of a surrogate pair has no UTF-8 form. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return mended(text);
            }
        }
        return text;
    }

    private static String mended(String text) {
        StringBuilder mended = new StringBuilder(text);
        for (int i = 0; i < mended.length(); i++) {
            char unit = mended.charAt(i);
            if (Character.isHighSurrogate(unit)
                    && i + 1 < mended.length()
                    && Character.isLowSurrogate(mended.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(unit)) {
                mended.setCharAt(i, REPLACEMENT);
            }
        }
        return mended.toString();
    }
}
