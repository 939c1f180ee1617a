package io.claviger.audit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.claviger.testkit.HouseRules;

@AnalyzeClasses(packages = "io.claviger", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    private static final String ROOT = "io.claviger.audit";
    private static final String[] RULES = {
        "io.claviger.audit.merkle..",
        "io.claviger.audit.note..",
        "io.claviger.audit.record..",
        "io.claviger.audit.trail.rules.."
    };

    @ArchTest
    static final ArchRule rulesKnowNoFramework = HouseRules.rulesKnowNoFramework(RULES);

    @ArchTest
    static final ArchRule rulesKnowNeitherStoreNorEdge =
            HouseRules.rulesKnowNeitherStoreNorEdge(RULES, ROOT + ".signing..");

    @ArchTest
    static final ArchRule storesKnowNoEdge = HouseRules.storesKnowNoEdge(ROOT);

    @ArchTest
    static final ArchRule featuresHaveNoCycles = HouseRules.featuresHaveNoCycles(ROOT);

    @ArchTest
    static final ArchRule namesSayTheThing = HouseRules.namesSayTheThing(ROOT);

    @ArchTest
    static final ArchRule onePackageTouchesThePrivateKey = noClasses()
            .that()
            .resideInAPackage("io.claviger.audit..")
            .and()
            .resideOutsideOfPackage("io.claviger.audit.signing..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.security.PrivateKey")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.crypto..");

    @ArchTest
    static final ArchRule knowsNoOtherService = HouseRules.knowsNoOtherService(ROOT);

    @ArchTest
    static final ArchRule holdsNoKeyOfAnybody = noClasses()
            .that()
            .resideInAPackage("io.claviger.audit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.claviger.crypto..", "io.claviger.keyclient..");
}
