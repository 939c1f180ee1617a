package io.claviger.keys.rootkey.rules;

import java.util.Arrays;

/** NIST SP 800-57 states as Key Protect numbers them. Pre-active (0) exists in the enumeration, but no key is ever in it. */
public enum KeyState {
    ACTIVE(1, "active"),
    SUSPENDED(2, "suspended"),
    DEACTIVATED(3, "deactivated"),
    DESTROYED(5, "destroyed");

    private final int number;
    private final String phrase;

    KeyState(int number, String phrase) {
        this.number = number;
        this.phrase = phrase;
    }

    public int number() {
        return number;
    }

    public String phrase() {
        return phrase;
    }

    public static KeyState of(int number) {
        return Arrays.stream(values())
                .filter(state -> state.number == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no key state " + number));
    }
}
