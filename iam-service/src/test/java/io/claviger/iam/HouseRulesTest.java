package io.claviger.iam;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.claviger", importOptions = DoNotIncludeTests.class)
class HouseRulesTest {

    private static final String[] RULES = {
        "io.claviger.iam.account",
        "io.claviger.iam.apikey",
        "io.claviger.iam.policy",
        "io.claviger.iam.signing",
        "io.claviger.iam.token"
    };

    @ArchTest
    static final ArchRule RULES_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage(RULES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta..",
                    "javax.sql..",
                    "java.sql..",
                    "io.quarkus..",
                    "io.smallrye..",
                    "io.vertx..",
                    "org.hibernate..",
                    "org.apache.kafka..",
                    "org.eclipse.microprofile..",
                    "com.fasterxml..",
                    "io.claviger.kit..");

    @ArchTest
    static final ArchRule RULES_KNOW_NEITHER_STORE_NOR_EDGE = noClasses()
            .that()
            .resideInAnyPackage(RULES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.claviger.iam..store..", "io.claviger.iam..edge..");

    @ArchTest
    static final ArchRule STORES_KNOW_NO_EDGE = noClasses()
            .that()
            .resideInAPackage("io.claviger.iam..store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.claviger.iam..edge..", "jakarta.ws.rs..");

    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLES =
            slices().matching("io.claviger.iam.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule KNOWS_NO_OTHER_SERVICE = noClasses()
            .that()
            .resideInAPackage("io.claviger.iam..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.claviger.keys..", "io.claviger.masters..", "io.claviger.workers..", "io.claviger.audit..");

    @ArchTest
    static final ArchRule PRIVATE_KEYS_STAY_WITH_SIGNING = noClasses()
            .that()
            .resideOutsideOfPackages("io.claviger.iam.signing..", "io.claviger.kit..", "io.claviger.testkit..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.security.PrivateKey");

    @ArchTest
    static final ArchRule NAMES_SAY_THE_THING = classes()
            .that()
            .resideInAPackage("io.claviger.iam..")
            .should()
            .haveNameNotMatching(".*(Manager|Helper|Util|Utils|Impl|Processor|Dto)");
}
