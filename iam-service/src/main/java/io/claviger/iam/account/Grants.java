package io.claviger.iam.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Roles per service, as a token carries them. Platform and service roles share one list because no name is both
 * (key-protect-api.md 6.2 and 6.4, clusters-api.md 4.1).
 */
public record Grants(SortedMap<String, List<String>> byService) {

    private static final Set<String> PLATFORM = Set.of("Viewer", "Operator", "Editor", "Administrator");
    private static final Set<String> SERVICE = Set.of("Reader", "Writer", "Manager");
    private static final Set<String> KMS_ONLY = Set.of("ReaderPlus", "KeyPurge", "KmipAdapterManager");
    private static final Set<String> SERVICES = Set.of("kms", "containers-kubernetes", "audit", "iam");

    /** Grants that name a service or role nobody knows: they would look like rights and be none. */
    public static final class UnknownRole extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownRole(String message) {
            super(message, null, false, false);
        }
    }

    public Grants {
        SortedMap<String, List<String>> copy = new TreeMap<>();
        byService.forEach((service, roles) -> copy.put(service, checked(service, roles)));
        byService = java.util.Collections.unmodifiableSortedMap(copy);
    }

    public static Grants of(Map<String, List<String>> byService) {
        return new Grants(new TreeMap<>(byService));
    }

    private static List<String> checked(String service, List<String> roles) {
        if (!SERVICES.contains(service)) {
            throw new UnknownRole("There is no service '" + printable(service) + "'; known are "
                    + String.join(", ", new TreeSet<>(SERVICES)) + ".");
        }
        List<String> distinct = new ArrayList<>();
        for (String role : roles) {
            boolean known = PLATFORM.contains(role)
                    || SERVICE.contains(role)
                    || (service.equals("kms") && KMS_ONLY.contains(role));
            if (!known) {
                throw new UnknownRole("The service '" + service + "' has no role '" + printable(role) + "'.");
            }
            if (!distinct.contains(role)) {
                distinct.add(role);
            }
        }
        if (distinct.isEmpty()) {
            throw new UnknownRole("The grants for '" + service + "' name no role.");
        }
        return List.copyOf(distinct);
    }

    /** A role that nobody with only those roles may give, because none of them includes it. */
    public record Beyond(String service, String role, SortedSet<String> oneOf) {}

    /** @param held role names per service of whoever gives these; the first role that is beyond them */
    public Optional<Beyond> beyond(Map<String, List<String>> held) {
        return byService.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .map(role -> new Beyond(entry.getKey(), role, new TreeSet<>(Role.including(role)))))
                .filter(wish ->
                        held.getOrDefault(wish.service(), List.of()).stream().noneMatch(wish.oneOf()::contains))
                .findFirst();
    }

    private static String printable(String text) {
        String clean = text.replaceAll("[^A-Za-z0-9 ._-]", "?");
        return clean.length() <= 64 ? clean : clean.substring(0, 64) + "...";
    }
}
