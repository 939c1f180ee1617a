package io.claviger.masters;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.claviger.testkit.HouseRules;

/** The walls of this service. */
@AnalyzeClasses(packages = "io.claviger.masters", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

    private static final String ROOT = "io.claviger.masters";
    private static final String[] RULES = {ROOT + ".version", ROOT + ".cluster", ROOT + ".enablement"};

    @ArchTest
    static final ArchRule rulesKnowNoFramework = HouseRules.rulesKnowNoFramework(RULES);

    @ArchTest
    static final ArchRule rulesKnowNeitherStoreNorEdge =
            HouseRules.rulesKnowNeitherStoreNorEdge(RULES, "..run..", ROOT + ".api..", ROOT + ".sql..");

    @ArchTest
    static final ArchRule storesKnowNoEdge = HouseRules.storesKnowNoEdge(ROOT);

    @ArchTest
    static final ArchRule featuresHaveNoCycles = HouseRules.featuresHaveNoCycles(ROOT);

    @ArchTest
    static final ArchRule keyBytesStayInOnePackage = HouseRules.keyBytesStayIn(ROOT + ".datakey");

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
    static final ArchRule noServiceKnowsAnother = HouseRules.knowsNoOtherService(ROOT);
}
