package io.claviger.keys.listing.rules;

import io.claviger.keys.refusal.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One property to order a list by (key-protect-api.md 1.7). */
public record Sorting(By by, boolean descending) {

    private static final int LONGEST = 256;

    /** What a list can be ordered by. */
    public enum By {
        ID("id"),
        STATE("state"),
        EXTRACTABLE("extractable"),
        IMPORTED("imported"),
        CREATION(DateProperty.CREATION.wireName()),
        LAST_UPDATE(DateProperty.LAST_UPDATE.wireName()),
        LAST_ROTATE(DateProperty.LAST_ROTATE.wireName()),
        DELETION(DateProperty.DELETION.wireName()),
        EXPIRATION(DateProperty.EXPIRATION.wireName());

        private final String wireName;

        By(String wireName) {
            this.wireName = wireName;
        }
    }

    /**
     * Always ends in an order of ids, in the direction of what comes before, so that pages neither overlap nor leave gaps.
     * What is named again has no effect. An empty text, which Go's builder makes of nothing, orders by id.
     */
    static List<Sorting> of(@Nullable String text) {
        List<Sorting> order = new ArrayList<>();
        if (text != null && !text.isEmpty()) {
            if (text.length() > LONGEST) {
                throw refused("may have at most " + LONGEST + " characters");
            }
            for (String term : text.split(",", -1)) {
                Sorting next = one(term);
                if (order.stream().noneMatch(each -> each.by == next.by)) {
                    order.add(next);
                }
            }
        }
        if (order.stream().noneMatch(each -> each.by == By.ID)) {
            order.add(new Sorting(By.ID, !order.isEmpty() && order.getLast().descending));
        }
        return order;
    }

    private static Sorting one(String term) {
        boolean descending = term.startsWith("-");
        String name = descending ? term.substring(1) : term;
        return Arrays.stream(By.values())
                .filter(by -> by.wireName.equals(name))
                .findFirst()
                .map(by -> new Sorting(by, descending))
                .orElseThrow(() -> refused("must be a comma-separated list of "
                        + String.join(
                                ", ",
                                Arrays.stream(By.values())
                                        .map(by -> by.wireName)
                                        .toList())
                        + ", each with - before it for descending"));
    }

    private static RuntimeException refused(String rule) {
        return Refusal.query("sort", "The query parameter 'sort' " + rule + ".").asException();
    }
}
