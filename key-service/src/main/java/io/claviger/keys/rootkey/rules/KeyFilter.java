package io.claviger.keys.rootkey.rules;

import io.claviger.keys.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a list shows (key-protect-api.md 1.7).
 *
 * @param states numbers; destroyed keys are left out unless asked for
 * @param extractable absent for both kinds
 * @param keyRing absent for all rings
 */
public record KeyFilter(
        List<Integer> states,
        @Nullable Boolean extractable,
        @Nullable String keyRing) {

    private static final Set<String> NUMBERS = Set.of("0", "1", "2", "3", "5");

    public KeyFilter {
        states = List.copyOf(states);
    }

    public static List<Integer> states(@Nullable String text) {
        if (text == null) {
            return List.of(0, 1, 2, 3);
        }
        List<Integer> states = new ArrayList<>();
        for (String number : text.split(",", -1)) {
            if (!NUMBERS.contains(number)) {
                throw Refusal.query(
                                "state", "The query parameter 'state' must be a comma-separated list of 0, 1, 2, 3, 5.")
                        .asException();
            }
            states.add(Integer.valueOf(number));
        }
        return states;
    }
}
