package io.claviger.keys.call;

import io.claviger.keys.refusal.Refusal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which part of a list is wanted (key-protect-api.md 1.6). */
public record Page(int limit, int offset, boolean totalCount) {

    public static final int LARGEST = 5000;
    private static final int USUAL = 200;

    public static Page of(KeyRequest request) {
        return of(request, USUAL);
    }

    /** @param usual entries when the caller names no limit */
    public static Page of(KeyRequest request, int usual) {
        return of(request.limit == null ? Integer.toString(usual) : request.limit, request.offset, request.totalCount);
    }

    static Page of(@Nullable String limit, @Nullable String offset, @Nullable String totalCount) {
        return new Page(
                limit == null ? USUAL : number("limit", limit, 1, LARGEST),
                offset == null ? 0 : number("offset", offset, 0, Integer.MAX_VALUE),
                flag("totalCount", totalCount, false));
    }

    /** Python writes {@code True}. */
    public static boolean flag(String name, @Nullable String value, boolean otherwise) {
        if (value == null) {
            return otherwise;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw Refusal.query(name, "The query parameter '" + name + "' must be true or false.")
                        .asException();
        };
    }

    private static int number(String name, String text, int least, int most) {
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw outside(name, least, most);
        }
        throw outside(name, least, most);
    }

    private static RuntimeException outside(String name, int least, int most) {
        return Refusal.query(
                        name,
                        "The query parameter '" + name + "' must be an integer between " + least + " and " + most + ".")
                .asException();
    }
}
