package io.claviger.keys.listing.rules;

import io.claviger.keys.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lists of states by their numbers, in {@code state} and in {@code filter} (key-protect-api.md 1.7). */
final class States {

    /** Destroyed keys are left out unless asked for. */
    static final Condition.InStates USUAL = new Condition.InStates(List.of(0, 1, 2, 3));

    private static final Set<String> NUMBERS = Set.of("0", "1", "2", "3", "5");

    private States() {}

    /** @param parameter of the query that the text stood in */
    static Condition.InStates of(String parameter, String text) {
        List<Integer> states = new ArrayList<>();
        for (String number : text.split(",", -1)) {
            if (!NUMBERS.contains(number)) {
                throw Refusal.query(
                                parameter,
                                "The query parameter '" + parameter
                                        + "' must name states as a comma-separated list of 0, 1, 2, 3, 5.")
                        .asException();
            }
            Integer state = Integer.valueOf(number);
            if (!states.contains(state)) {
                states.add(state);
            }
        }
        return new Condition.InStates(states);
    }
}
