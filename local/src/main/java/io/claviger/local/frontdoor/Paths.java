package io.claviger.local.frontdoor;

import java.util.ArrayDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One spelling per path (RFC 3986 section 6.2.2): needless escapes decoded, dot segments resolved; beyond the RFC,
 * doubled slashes are one, because clients join a base address and a path without looking. Escapes that mean something
 * stay as they came: the {@code %2F} of an encoded CRN is not a separator.
 */
final class Paths {
    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

    private Paths() {}

    static String normalise(String path) {
        var segments = new ArrayDeque<String>();
        String decoded = decodeUnreserved(path);
        for (String segment : decoded.split("/", -1)) {
            switch (segment) {
                case "", "." -> {}
                case ".." -> segments.pollLast();
                default -> segments.addLast(segment);
            }
        }
        boolean folder = decoded.endsWith("/") || decoded.endsWith("/.") || decoded.endsWith("/..");
        return "/" + String.join("/", segments) + (folder && !segments.isEmpty() ? "/" : "");
    }

    private static String decodeUnreserved(String path) {
        return ESCAPE.matcher(path).replaceAll(escape -> {
            char c = (char) Integer.parseInt(escape.group(1), 16);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            boolean unreserved = letterOrDigit || "-._~".indexOf(c) >= 0;
            return Matcher.quoteReplacement(unreserved ? String.valueOf(c) : escape.group());
        });
    }
}
