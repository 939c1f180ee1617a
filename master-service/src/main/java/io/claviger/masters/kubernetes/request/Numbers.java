package io.claviger.masters.kubernetes.request;

import io.claviger.masters.kubernetes.status.Refusal;

/** Numbers in queries. */
public final class Numbers {

    private Numbers() {}

    /** A version as lists and objects carry it; 0 for none, which asks for the present. */
    public static long resourceVersion(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            long version = Long.parseLong(text);
            if (version >= 0) {
                return version;
            }
        } catch (NumberFormatException notANumber) {
            throw invalidVersion();
        }
        throw invalidVersion();
    }

    /** Not negative; 0 for none. What is too large is as good as the largest. */
    public static long whole(String name, String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("-?[0-9]{1,18}")) {
            throw Refusal.badRequest(name + ": strconv.ParseInt: invalid syntax");
        }
        return Math.clamp(Long.parseLong(text), 0, Integer.MAX_VALUE);
    }

    private static Refusal invalidVersion() {
        return Refusal.badRequest("invalid resource version: strconv.ParseUint: invalid syntax");
    }
}
