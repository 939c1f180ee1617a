package io.claviger.keyclient;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.keyclient.binding.Availability;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.binding.KeyBinding;
import io.claviger.keyclient.binding.KeyRefusal;
import io.claviger.keyclient.binding.LeasedKey;
import io.claviger.keyclient.lease.Proof;
import io.claviger.keyclient.lease.Watched;
import io.claviger.testkit.HouseRules;

@AnalyzeClasses(packages = "io.claviger.keyclient", importOptions = ImportOption.DoNotIncludeTests.class)
class KeyClientArchTest {

    @ArchTest
    static final ArchRule featuresHaveNoCycles =
            slices().matching("io.claviger.keyclient.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule bindingKnowsNoKafkaAndNoHttp = noClasses()
            .that()
            .resideInAPackage("io.claviger.keyclient.binding")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka..",
                    "org.eclipse.microprofile.reactive..",
                    "java.net.http..",
                    "jakarta.ws..",
                    "io.vertx..",
                    "io.claviger.keyclient.reaction..");

    @ArchTest
    static final ArchRule rulesKnowNoFramework = classes()
            .that()
            .areAssignableTo(BoundKey.class)
            .or()
            .areAssignableTo(KeyRefusal.class)
            .or()
            .areAssignableTo(Availability.class)
            .or()
            .areAssignableTo(KeyBinding.class)
            .or()
            .areAssignableTo(LeasedKey.class)
            .or()
            .areAssignableTo(Proof.class)
            .or()
            .areAssignableTo(Watched.class)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java.lang..",
                    "java.util..",
                    "java.time..",
                    "org.jspecify..",
                    "io.claviger.events..",
                    "io.claviger.keyclient.kms",
                    "io.claviger.keyclient.lease",
                    "io.claviger.keyclient.binding");

    @ArchTest
    static final ArchRule oneClassTouchesKeyBytes = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.claviger.keyclient.kms.KeyProtectKms")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(InsecureSecretAccess.class);

    @ArchTest
    static final ArchRule callsEndInTime = HouseRules.callsEndInTime("io.claviger.keyclient");

    @ArchTest
    static final ArchRule knowsNoService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.claviger.keys..",
                    "io.claviger.masters..",
                    "io.claviger.workers..",
                    "io.claviger.audit..",
                    "io.claviger.iam..");
}
