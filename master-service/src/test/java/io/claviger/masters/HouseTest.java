package io.claviger.masters;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.claviger.testkit.House;

/** The walls of this service. */
@AnalyzeClasses(packages = "io.claviger.masters", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

    @ArchTest
    static void everyWallStands(JavaClasses classes) {
        House.of("io.claviger.masters")
                .rules(
                        "version",
                        "cluster",
                        "enablement",
                        "kubernetes",
                        "kubernetes.body",
                        "kubernetes.object",
                        "kubernetes.ownership",
                        "kubernetes.patch",
                        "kubernetes.request",
                        "kubernetes.selector",
                        "kubernetes.status",
                        "kubernetes.view",
                        "refusal")
                .rulesDoNotKnow("..run..", "api..", "sql..")
                .keyBytesIn("datakey")
                .except(
                        House.Wall.NO_FRAMEWORK_IN_RULES,
                        "a bean that steps back for another",
                        "kubernetes.PlainSealing")
                .except(House.Wall.NO_FRAMEWORK_IN_RULES, "gives refusals their form", "refusal.ClusterRefusals")
                .except(House.Wall.NAMES, "Kubernetes calls it so", "kubernetes.request.FieldManager")
                .except(
                        House.Wall.SQL_IN_STORES,
                        "features of one table each, which would be two packages of one class",
                        "datakey.DataKeyTable",
                        "datakey.PlainDataKeys",
                        "detection.Detection",
                        "keyowner.KeyOwners",
                        "keyright.KeyRightTable",
                        "ownport.PortTable",
                        "place.ClusterEndpoints",
                        "place.KnownPlaces",
                        "work.WorkQueue")
                .check(classes);
    }

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
}
