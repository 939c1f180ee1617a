package io.claviger.iam;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.claviger.testkit.HouseRules;

@AnalyzeClasses(packages = "io.claviger", importOptions = DoNotIncludeTests.class)
class HouseRulesTest {

    private static final String ROOT = "io.claviger.iam";
    private static final String[] RULES = {
        "io.claviger.iam.account",
        "io.claviger.iam.apikey",
        "io.claviger.iam.policy",
        "io.claviger.iam.signing",
        "io.claviger.iam.token"
    };

    @ArchTest
    static final ArchRule RULES_KNOW_NO_FRAMEWORK = HouseRules.rulesKnowNoFramework(RULES);

    /** Tokens and keys are made of nothing that answers requests or writes JSON. */
    @ArchTest
    static final ArchRule RULES_KNOW_NEITHER_KIT_NOR_JSON = noClasses()
            .that()
            .resideInAnyPackage(RULES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml..", "io.claviger.kit..");

    @ArchTest
    static final ArchRule RULES_KNOW_NEITHER_STORE_NOR_EDGE = HouseRules.rulesKnowNeitherStoreNorEdge(RULES);

    @ArchTest
    static final ArchRule STORES_KNOW_NO_EDGE = HouseRules.storesKnowNoEdge(ROOT);

    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLES = HouseRules.featuresHaveNoCycles(ROOT);

    @ArchTest
    static final ArchRule KNOWS_NO_OTHER_SERVICE = HouseRules.knowsNoOtherService(ROOT);

    @ArchTest
    static final ArchRule PRIVATE_KEYS_STAY_WITH_SIGNING = noClasses()
            .that()
            .resideOutsideOfPackages("io.claviger.iam.signing..", "io.claviger.kit..", "io.claviger.testkit..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.security.PrivateKey");

    @ArchTest
    static final ArchRule NAMES_SAY_THE_THING = HouseRules.namesSayTheThing(ROOT);
}
