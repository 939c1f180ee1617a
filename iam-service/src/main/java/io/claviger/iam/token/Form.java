package io.claviger.iam.token;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code application/x-www-form-urlencoded} (WHATWG URL 5.1). */
public final class Form {

    /** A token request is a few hundred bytes. */
    public static final int LONGEST = 64 * 1024;

    private static final String TYPE = "application/x-www-form-urlencoded";

    private Form() {}

    /** @param contentType absent is taken as a form, since nothing else can be meant */
    public static Map<String, String> read(@Nullable String contentType, byte @Nullable [] body) {
        if (contentType != null && !contentType.split(";", 2)[0].strip().equalsIgnoreCase(TYPE)) {
            throw unreadable("The Content-Type must be " + TYPE + ".");
        }
        Map<String, String> fields = new HashMap<>();
        String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
        for (String pair : text.split("&", -1)) {
            if (!pair.isEmpty()) {
                add(fields, pair);
            }
        }
        return fields;
    }

    /** A field may be there once only (RFC 6749 3.2); which of two was meant is not ours to guess. */
    private static void add(Map<String, String> fields, String pair) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        if (fields.putIfAbsent(name, value) != null) {
            throw unreadable("A field of the form is there more than once.");
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unreadable("The form has a broken percent-encoding.");
        }
    }

    private static RefusedToken unreadable(String details) {
        return new RefusedToken(TokenRefusal.UNREADABLE_FORM, details);
    }
}
