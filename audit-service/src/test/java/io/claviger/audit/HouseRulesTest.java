package io.claviger.audit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.claviger", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    private static final String[] RULES = {
        "io.claviger.audit.merkle..",
        "io.claviger.audit.note..",
        "io.claviger.audit.record..",
        "io.claviger.audit.trail.rules.."
    };

    @ArchTest
    static final ArchRule rulesKnowNoFramework = noClasses()
            .that()
            .resideInAnyPackage(RULES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta..",
                    "io.quarkus..",
                    "io.smallrye..",
                    "org.apache.kafka..",
                    "java.sql..",
                    "javax.sql..",
                    "org.jboss..",
                    "org.eclipse.microprofile..",
                    "io.micrometer..");

    @ArchTest
    static final ArchRule rulesKnowNeitherStoreNorEdge = noClasses()
            .that()
            .resideInAnyPackage(RULES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.claviger.audit..store..", "io.claviger.audit..edge..", "io.claviger.audit.signing..");

    @ArchTest
    static final ArchRule storesKnowNoEdge = noClasses()
            .that()
            .resideInAPackage("io.claviger.audit..store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.claviger.audit..edge..", "jakarta.ws.rs..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("io.claviger.audit.(*)..").should().beFreeOfCycles();

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
    static final ArchRule knowsNoOtherService = noClasses()
            .that()
            .resideInAPackage("io.claviger.audit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.claviger.keys..",
                    "io.claviger.masters..",
                    "io.claviger.workers..",
                    "io.claviger.iam..",
                    "io.claviger.crypto..",
                    "io.claviger.keyclient..");
}
