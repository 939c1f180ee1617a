package io.claviger.workers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.claviger.workers", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] RULES = {
        "io.claviger.workers.cluster",
        "io.claviger.workers.pool",
        "io.claviger.workers.node",
        "io.claviger.workers.task",
        "io.claviger.workers.disk"
    };

    @ArchTest
    static final ArchRule RULES_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage(RULES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "io.quarkus..", "io.smallrye..", "java.sql..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule RULES_KNOW_NEITHER_STORE_NOR_EDGE = noClasses()
            .that()
            .resideInAnyPackage(RULES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..store..", "..flow..", "..fleet..", "..rootkey..", "..api..", "..feed..");

    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLES =
            slices().matching("io.claviger.workers.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule KEY_BYTES_STAY_IN_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("io.claviger.workers.disk..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.claviger.crypto..");

    @ArchTest
    static final ArchRule SQL_STAYS_IN_STORES = classes()
            .that()
            .resideInAPackage("io.claviger.workers.sql")
            .should()
            .onlyBeAccessed()
            .byAnyPackage("io.claviger.workers.sql", "..store..");

    @ArchTest
    static final ArchRule NO_SERVICE_KNOWS_ANOTHER = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.claviger.keys..", "io.claviger.masters..", "io.claviger.iam..", "io.claviger.audit..");
}
