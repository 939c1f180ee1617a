package io.claviger.workers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.claviger.testkit.HouseRules;

@AnalyzeClasses(packages = "io.claviger.workers", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.claviger.workers";
    private static final String[] RULES = {
        ROOT + ".cluster", ROOT + ".pool", ROOT + ".node", ROOT + ".task", ROOT + ".disk", ROOT + ".secret"
    };

    @ArchTest
    static final ArchRule RULES_KNOW_NO_FRAMEWORK = HouseRules.rulesKnowNoFramework(RULES);

    @ArchTest
    static final ArchRule RULES_KNOW_NEITHER_STORE_NOR_EDGE = HouseRules.rulesKnowNeitherStoreNorEdge(
            RULES, "..flow..", "..kubernetes..", "..fleet..", "..rootkey..", "..api..", "..feed..");

    @ArchTest
    static final ArchRule STORES_KNOW_NO_EDGE = HouseRules.storesKnowNoEdge(ROOT);

    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLES = HouseRules.featuresHaveNoCycles(ROOT);

    @ArchTest
    static final ArchRule KEY_BYTES_STAY_IN_ONE_PACKAGE = HouseRules.keyBytesStayIn(ROOT + ".disk");

    @ArchTest
    static final ArchRule KNOWS_NO_OTHER_SERVICE = HouseRules.knowsNoOtherService(ROOT);

    @ArchTest
    static final ArchRule CALLS_END_IN_TIME = HouseRules.callsEndInTime(ROOT);

    @ArchTest
    static final ArchRule NAMES_SAY_THE_THING = HouseRules.namesSayTheThing(ROOT);

    @ArchTest
    static final ArchRule SQL_STAYS_IN_STORES = classes()
            .that()
            .resideInAPackage(ROOT + ".sql")
            .should()
            .onlyBeAccessed()
            .byAnyPackage(ROOT + ".sql", "..store..");
}
