package io.claviger.masters;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of this service. */
@AnalyzeClasses(packages = "io.claviger.masters", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

    private static final String[] FRAMEWORKS = {
        "jakarta..",
        "io.quarkus..",
        "io.smallrye..",
        "org.eclipse.microprofile..",
        "org.apache.kafka..",
        "java.sql..",
        "javax.sql.."
    };

    @ArchTest
    static final ArchRule rulesKnowNoFramework = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.claviger.masters.version", "io.claviger.masters.cluster", "io.claviger.masters.enablement")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS);

    @ArchTest
    static final ArchRule rulesKnowNeitherStoreNorEdge = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.claviger.masters.version", "io.claviger.masters.cluster", "io.claviger.masters.enablement")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..store..", "..edge..", "..run..", "io.claviger.masters.api..", "io.claviger.masters.sql..");

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("io.claviger.masters.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule keyBytesStayInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("io.claviger.masters.datakey..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.claviger.crypto..");

    @ArchTest
    static final ArchRule nothingDependsOnTheWayIn = noClasses()
            .that()
            .resideOutsideOfPackage("io.claviger.masters.api..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.claviger.masters.api..");

    @ArchTest
    static final ArchRule theKubernetesApiKnowsNobodyBehindItsSeams = noClasses()
            .that()
            .resideInAPackage("io.claviger.masters.kubernetes..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.claviger.masters.cluster..",
                    "io.claviger.masters.datakey..",
                    "io.claviger.masters.enablement..");

    @ArchTest
    static final ArchRule noServiceKnowsAnother = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.claviger.keys..", "io.claviger.workers..", "io.claviger.audit..", "io.claviger.iam..");
}
