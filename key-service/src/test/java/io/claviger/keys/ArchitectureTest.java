package io.claviger.keys;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretAccess;
import io.claviger.crypto.SecretBytes;
import io.claviger.testkit.HouseRules;

/** The walls of this house. */
@AnalyzeClasses(packages = "io.claviger.keys", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.claviger.keys";
    private static final String[] RULES = {"..rules.."};

    @ArchTest
    static final ArchRule rulesKnowNoFramework =
            HouseRules.rulesKnowNoFramework("..rules..", ROOT + ".operation..", ROOT + ".refusal..");

    @ArchTest
    static final ArchRule rulesKnowNeitherStoreNorEdge =
            HouseRules.rulesKnowNeitherStoreNorEdge(RULES, ROOT + ".sql..", ROOT + ".wire..");

    @ArchTest
    static final ArchRule storesKnowNoEdge = HouseRules.storesKnowNoEdge(ROOT);

    @ArchTest
    static final ArchRule useCasesKnowNoHttp = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.claviger.keys.access",
                    "io.claviger.keys.instance",
                    "io.claviger.keys.instancepolicy",
                    "io.claviger.keys.importtoken",
                    "io.claviger.keys.listing",
                    "io.claviger.keys.versionuse",
                    "io.claviger.keys.ring",
                    "io.claviger.keys.rootkey",
                    "io.claviger.keys.wrapping",
                    "io.claviger.keys.registration",
                    "io.claviger.keys.acknowledgement")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..edge..", "jakarta.ws.rs..");

    @ArchTest
    static final ArchRule featuresHaveNoCycles = HouseRules.featuresHaveNoCycles(ROOT);

    @ArchTest
    static final ArchRule onlyCustodyTouchesKeyBytes = noClasses()
            .that()
            .resideOutsideOfPackage("io.claviger.keys.custody..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(InsecureSecretAccess.class, SecretAccess.class);

    @ArchTest
    static final ArchRule othersKnowOnlyTheOpaqueTypeOfCrypto = noClasses()
            .that()
            .resideOutsideOfPackage("io.claviger.keys.custody..")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are of crypto and not SecretBytes",
                    (JavaClass type) -> type.getPackageName().startsWith("io.claviger.crypto")
                            && !type.isEquivalentTo(SecretBytes.class)));

    @ArchTest
    static final ArchRule noOtherService = HouseRules.knowsNoOtherService(ROOT);

    @ArchTest
    static final ArchRule isNobodysClient =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.claviger.keyclient..");

    @ArchTest
    static final ArchRule namesSayTheThing = HouseRules.namesSayTheThing(ROOT);

    @ArchTest
    static final ArchRule exceptionsAreUnchecked =
            classes().that().areAssignableTo(Exception.class).should().beAssignableTo(RuntimeException.class);

    @ArchTest
    static final ArchRule brokersAreReachedAsConfigured = HouseRules.brokersAreReachedAsConfigured("io.claviger.keys");
}
