package io.claviger.testkit;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A service, and every wall of {@link HouseRules} around it: a service's test says where its rules and its key bytes are, and
 * names one by one, with the reason, the classes that a wall does not hold yet. Whoever is named without need is a fault too.
 */
public final class House {

    /** What a class may be excepted from. */
    public enum Wall {
        NO_FRAMEWORK_IN_RULES,
        NEITHER_STORE_NOR_EDGE_IN_RULES,
        NO_EDGE_IN_STORES,
        SQL_IN_STORES,
        NO_CYCLES,
        NO_OTHER_SERVICE,
        KEY_BYTES,
        BROKERS_AS_CONFIGURED,
        CALLS_END_IN_TIME,
        UNCHECKED_EXCEPTIONS,
        NAMES
    }

    private final String root;
    private String[] rules = {};
    private String[] outside = {};
    private @Nullable String keyed;
    private boolean opaqueElsewhere;
    private final Map<Wall, TreeSet<String>> excepted = new EnumMap<>(Wall.class);

    private House(String root) {
        this.root = root;
    }

    public static House of(String root) {
        return new House(root);
    }

    /** Packages below the root; what is below them is theirs only with two dots at the end. */
    public House rules(String... packages) {
        rules = below(packages);
        return this;
    }

    /** What else of the service its rules must not know, beside every {@code store} and {@code edge}. */
    public House rulesDoNotKnow(String... packages) {
        outside = below(packages);
        return this;
    }

    /** The only package below the root that knows key bytes; a service that names none has none. */
    public House keyBytesIn(String keyed) {
        this.keyed = root + "." + keyed;
        return this;
    }

    /** Other packages may hold {@code SecretBytes}, and hand them on unread. */
    public House holdsThemUnreadElsewhere() {
        opaqueElsewhere = true;
        return this;
    }

    /** @param classes as below the root; what is nested in them is excepted too */
    public House except(Wall wall, String why, String... classes) {
        if (why.isBlank()) {
            throw new IllegalArgumentException("an exception without a reason");
        }
        excepted.computeIfAbsent(wall, _ -> new TreeSet<>())
                .addAll(Stream.of(classes).map(name -> root + "." + name).toList());
        return this;
    }

    /** Fails with everything that is wrong. */
    public void check(JavaClasses classes) {
        JavaClasses own = classes.that(JavaClass.Predicates.resideInAPackage(root + ".."));
        List<String> faults = new ArrayList<>();
        for (Wall wall : Wall.values()) {
            ArchRule rule = rule(wall).allowEmptyShould(true);
            TreeSet<String> names = excepted.getOrDefault(wall, new TreeSet<>());
            var result = rule.evaluate(own.that(DescribedPredicate.not(are(names))));
            if (result.hasViolation()) {
                faults.add(result.getFailureReport().toString());
            }
            names.stream()
                    .filter(name -> !rule.evaluate(own.that(are(new TreeSet<>(List.of(name)))))
                            .hasViolation())
                    .forEach(name -> faults.add(name + " needs no exception from " + wall));
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(String.join("\n\n", faults));
        }
    }

    private ArchRule rule(Wall wall) {
        return switch (wall) {
            case NO_FRAMEWORK_IN_RULES -> HouseRules.rulesKnowNoFramework(rules);
            case NEITHER_STORE_NOR_EDGE_IN_RULES -> HouseRules.rulesKnowNeitherStoreNorEdge(rules, outside);
            case NO_EDGE_IN_STORES -> HouseRules.storesKnowNoEdge(root);
            case SQL_IN_STORES -> HouseRules.sqlStaysInStores(root);
            case NO_CYCLES -> HouseRules.featuresHaveNoCycles(root);
            case NO_OTHER_SERVICE -> HouseRules.knowsNoOtherService(root);
            case KEY_BYTES ->
                opaqueElsewhere && keyed != null
                        ? HouseRules.keyBytesStayUnreadOutside(keyed)
                        : HouseRules.keyBytesStayIn(keyed == null ? root + ".nowhere" : keyed);
            case BROKERS_AS_CONFIGURED -> HouseRules.brokersAreReachedAsConfigured(root);
            case CALLS_END_IN_TIME -> HouseRules.callsEndInTime(root);
            case UNCHECKED_EXCEPTIONS -> HouseRules.exceptionsAreUnchecked(root);
            case NAMES -> HouseRules.namesSayTheThing(root);
        };
    }

    private static DescribedPredicate<JavaClass> are(TreeSet<String> names) {
        return DescribedPredicate.describe(
                "are " + names, type -> names.contains(type.getName().replaceFirst("\\$.*", "")));
    }

    private String[] below(String... packages) {
        return Stream.of(packages)
                .map(name -> name.startsWith("..") ? name : root + "." + name)
                .toArray(String[]::new);
    }
}
