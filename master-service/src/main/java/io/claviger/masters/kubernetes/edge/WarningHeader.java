package io.claviger.masters.kubernetes.edge;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines as kubectl prints them from Warning headers (RFC 7234 5.5, agent unknown). All of them together stay small, as a real
 * server's do: a proxy that finds a head too large throws the whole answer away.
 */
final class WarningHeader {

    private static final int LIMIT = 256;
    private static final int LIMIT_OF_ALL = 4096;

    private WarningHeader() {}

    static List<String> of(List<String> lines) {
        List<String> headers = new ArrayList<>();
        int length = 0;
        for (String line : lines) {
            String header = of(line);
            length += header.length();
            if (length > LIMIT_OF_ALL) {
                headers.add(of("and %d more warnings".formatted(lines.size() - headers.size())));
                break;
            }
            headers.add(header);
        }
        return headers;
    }

    private static String of(String line) {
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
