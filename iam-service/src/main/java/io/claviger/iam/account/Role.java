package io.claviger.iam.account;

import java.util.Set;

/** What a role takes to be given: it, or one that includes it (key-protect-api.md 6.4, clusters-api.md 4.1). */
final class Role {

    private Role() {}

    /**
     * Roles of which any includes this one, itself among them. Editor and Operator do not include each other. No role includes
     * KeyPurge, the owner's neither: it is held by whom the configuration gives it, and by whom they give it.
     */
    static Set<String> including(String role) {
        return switch (role) {
            case "Viewer" -> Set.of("Viewer", "Operator", "Editor", "Administrator");
            case "Operator" -> Set.of("Operator", "Administrator");
            case "Editor" -> Set.of("Editor", "Administrator");
            case "Reader" -> Set.of("Reader", "ReaderPlus", "Writer", "Manager");
            case "ReaderPlus" -> Set.of("ReaderPlus", "Writer", "Manager");
            case "Writer" -> Set.of("Writer", "Manager");
            case "KmipAdapterManager" -> Set.of("KmipAdapterManager", "Manager");
            default -> Set.of(role);
        };
    }
}
