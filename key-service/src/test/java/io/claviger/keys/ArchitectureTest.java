package io.claviger.keys;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretAccess;
import io.claviger.crypto.SecretBytes;

/** The walls of this house. */
@AnalyzeClasses(packages = "io.claviger.keys", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] FRAMEWORKS = {
        "jakarta..", "io.quarkus..", "org.eclipse.microprofile..", "org.apache.kafka..", "java.sql..", "io.smallrye.."
    };

    @ArchTest
    static final ArchRule rulesKnowNoFramework = noClasses()
            .that()
            .resideInAnyPackage("..rules..", "io.claviger.keys.operation..", "io.claviger.keys.refusal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS);

    @ArchTest
    static final ArchRule rulesKnowNeitherStoreNorEdge = noClasses()
            .that()
            .resideInAPackage("..rules..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..store..", "..edge..", "io.claviger.keys.sql..", "io.claviger.keys.wire..");

    @ArchTest
    static final ArchRule storesKnowNoEdge = noClasses()
            .that()
            .resideInAPackage("..store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..edge..", "jakarta.ws.rs..");

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
    static final ArchRule featuresHaveNoCycles =
            slices().matching("io.claviger.keys.(*)..").should().beFreeOfCycles();

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
    static final ArchRule noOtherService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.claviger.iam..",
                    "io.claviger.masters..",
                    "io.claviger.workers..",
                    "io.claviger.audit..",
                    "io.claviger.keyclient..");

    @ArchTest
    static final ArchRule exceptionsAreUnchecked =
            classes().that().areAssignableTo(Exception.class).should().beAssignableTo(RuntimeException.class);
}
