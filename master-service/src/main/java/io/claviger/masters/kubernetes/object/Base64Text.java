package io.claviger.masters.kubernetes.object;

import java.util.Base64;

/** Base64 as Go's standard decoder reads it: padded, line ends ignored. */
public final class Base64Text {

    private Base64Text() {}

    /**
     * The same bytes without line ends.
     *
     * @throws IllegalArgumentException with Go's words for it, which name a position and never the content
     */
    public static String normal(String text) {
        String joined = text.replace("\r", "").replace("\n", "");
        for (int i = 0; i < joined.length(); i++) {
            char c = joined.charAt(i);
            boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            boolean padding = c == '=' && i >= joined.length() - 2;
            if (!letter && c != '+' && c != '/' && !padding) {
                throw illegalAt(i);
            }
        }
        if (joined.length() % 4 != 0) {
            throw illegalAt(joined.length());
        }
        try {
            return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(joined));
        } catch (IllegalArgumentException misplacedPadding) {
            throw illegalAt(joined.length() - 1);
        }
    }

    /** How many bytes a text of normal form stands for, without decoding it. */
    public static long decodedLength(String normal) {
        int padding = normal.endsWith("==") ? 2 : normal.endsWith("=") ? 1 : 0;
        return normal.length() / 4L * 3L - padding;
    }

    private static IllegalArgumentException illegalAt(int position) {
        return new IllegalArgumentException("illegal base64 data at input byte " + position);
    }
}
