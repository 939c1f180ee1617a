package io.claviger.kit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.claviger.testkit.HouseRules;

@AnalyzeClasses(packages = "io.claviger.kit", importOptions = ImportOption.DoNotIncludeTests.class)
class KitArchTest {

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("io.claviger.kit.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheRelayAndTheActivityStreamTouchAProducer = noClasses()
            .that()
            .resideOutsideOfPackages("io.claviger.kit.outbox", "io.claviger.kit.activity", "io.claviger.kit.broker")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka.clients.producer..");

    @ArchTest
    static final ArchRule brokersAreReachedAsConfigured = HouseRules.brokersAreReachedAsConfigured("io.claviger.kit");

    @ArchTest
    static final ArchRule callsEndInTime = HouseRules.callsEndInTime("io.claviger.kit");

    @ArchTest
    static final ArchRule theKitKnowsNoService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.claviger.keys..",
                    "io.claviger.masters..",
                    "io.claviger.workers..",
                    "io.claviger.audit..",
                    "io.claviger.iam..",
                    "io.claviger.keyclient..",
                    "io.claviger.crypto..");

    @ArchTest
    static final ArchRule rulesKnowNoFramework = noClasses()
            .that()
            .resideInAnyPackage("io.claviger.kit.crn", "io.claviger.kit.outage")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..", "io.vertx..", "jakarta.ws..", "jakarta.enterprise..", "org.apache.kafka..");
}
