package io.claviger.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/**
 * The walls that every house here has. A module's own test says which of its packages they stand around, and adds the walls that
 * it alone has.
 */
public final class HouseRules {

    private static final String[] SERVICES = {
        "io.claviger.iam", "io.claviger.keys", "io.claviger.masters", "io.claviger.workers", "io.claviger.audit"
    };

    private static final String[] FRAMEWORKS = {
        "jakarta..",
        "java.sql..",
        "javax.sql..",
        "io.quarkus..",
        "io.smallrye..",
        "io.vertx..",
        "io.micrometer..",
        "org.apache.kafka..",
        "org.eclipse.microprofile..",
        "org.hibernate..",
        "org.jboss.."
    };

    private HouseRules() {}

    /** Features are the packages right below the module's own. */
    public static ArchRule featuresHaveNoCycles(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    public static ArchRule rulesKnowNoFramework(String... rules) {
        return noClasses()
                .that()
                .resideInAnyPackage(rules)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FRAMEWORKS);
    }

    /** @param outside what else of the module its rules must not know, beside every {@code store} and {@code edge} */
    public static ArchRule rulesKnowNeitherStoreNorEdge(String[] rules, String... outside) {
        return noClasses()
                .that()
                .resideInAnyPackage(rules)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.concat(Stream.of("..store..", "..edge.."), Stream.of(outside))
                        .toArray(String[]::new));
    }

    public static ArchRule storesKnowNoEdge(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..edge..", "jakarta.ws.rs..");
    }

    /** Services meet in events and in each other's public APIs, never in code. */
    public static ArchRule knowsNoOtherService(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.of(SERVICES)
                        .filter(service -> !service.equals(root))
                        .map(service -> service + "..")
                        .toArray(String[]::new));
    }

    /** One package touches key bytes, and its {@code package-info} says what may not leave it. */
    public static ArchRule keyBytesStayIn(String keyed) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(keyed + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.claviger.crypto..");
    }

    /** Others may hold what is opaque, and cannot look into it. */
    static ArchRule keyBytesStayUnreadOutside(String keyed) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(keyed + "..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of crypto and not SecretBytes",
                        type -> type.getPackageName().startsWith("io.claviger.crypto")
                                && !type.getName().equals("io.claviger.crypto.SecretBytes")));
    }

    /** Statements are written by hand, where they can be found; what others may know of them is that one failed. */
    static ArchRule sqlStaysInStores(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages("..store..", root + ".sql..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "speak SQL",
                        type -> (type.getPackageName().equals("java.sql")
                                        || type.getPackageName().equals("javax.sql")
                                        || type.getPackageName().equals(root + ".sql"))
                                && !type.getSimpleName().equals("StoreException")));
    }

    static ArchRule exceptionsAreUnchecked(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .areAssignableTo(Exception.class)
                .should()
                .beAssignableTo(RuntimeException.class);
    }

    /** A Kafka client of a service's own gets addresses, certificates and credentials from one place. */
    public static ArchRule brokersAreReachedAsConfigured(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .and(new DescribedPredicate<>("make a Kafka client") {
                    @Override
                    public boolean test(JavaClass each) {
                        return each.getCodeUnitCallsFromSelf().stream().anyMatch(HouseRules::makesKafkaClient);
                    }
                })
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.claviger.kit.broker.BrokerSettings");
    }

    private static boolean makesKafkaClient(JavaCodeUnitAccess<?> call) {
        return switch (call.getTargetOwner().getName()) {
            case "org.apache.kafka.clients.producer.KafkaProducer", "org.apache.kafka.clients.consumer.KafkaConsumer" ->
                call.getTarget().getName().equals("<init>");
            case "org.apache.kafka.clients.admin.Admin", "org.apache.kafka.clients.admin.AdminClient" ->
                call.getTarget().getName().equals("create");
            default -> false;
        };
    }

    /** The JDK's client limits the time until an answer begins; only one class of the kit limits it until the answer ends. */
    public static ArchRule callsEndInTime(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .doNotHaveFullyQualifiedName("io.claviger.kit.call.WholeAnswer")
                .should()
                .callMethodWhere(new DescribedPredicate<>("an HTTP call is made without a limit on its whole time") {
                    @Override
                    public boolean test(JavaMethodCall call) {
                        return call.getTargetOwner().getName().equals("java.net.http.HttpClient")
                                && call.getTarget().getName().startsWith("send");
                    }
                });
    }

    public static ArchRule namesSayTheThing(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .haveNameNotMatching(".*(Manager|Helper|Util|Utils|Impl|Processor|Dto)");
    }
}
