package io.claviger.masters.kubernetes.edge;

/** A line as kubectl prints it from a Warning header (RFC 7234 5.5, agent unknown). */
final class WarningHeader {

    private static final int LIMIT = 256;

    private WarningHeader() {}

    static String of(String line) {
        StringBuilder text = new StringBuilder("299 - \"");
        for (char c : line.substring(0, Math.min(LIMIT, line.length())).toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else {
                // A client chose these characters; none of them may end the header.
                text.append(c >= ' ' && c < 127 ? c : '?');
            }
        }
        return text.append('"').toString();
    }
}
