package io.claviger.masters.access;

import java.util.Set;

/** Platform roles of the service {@code containers-kubernetes}: who holds one may do what it says (clusters-api.md 4.1). */
public enum Role {
    VIEWER("Viewer", Set.of("Viewer", "Editor", "Operator", "Administrator")),
    OPERATOR("Operator", Set.of("Operator", "Administrator")),
    ADMINISTRATOR("Administrator", Set.of("Administrator"));

    private final String wireName;
    private final Set<String> includedIn;

    Role(String wireName, Set<String> includedIn) {
        this.wireName = wireName;
        this.includedIn = includedIn;
    }

    public String wireName() {
        return wireName;
    }

    /** Names of the roles that include this one. */
    public Set<String> includedIn() {
        return includedIn;
    }
}
