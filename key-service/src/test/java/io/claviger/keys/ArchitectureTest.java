package io.claviger.keys;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretAccess;
import io.claviger.testkit.House;

/** The walls of this house. */
@AnalyzeClasses(packages = "io.claviger.keys", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static void everyWallStands(JavaClasses classes) {
        House.of("io.claviger.keys")
                .rules("..rules..", "operation..", "refusal..")
                .rulesDoNotKnow("sql..", "wire..")
                .keyBytesIn("custody")
                .holdsThemUnreadElsewhere()
                .except(
                        House.Wall.SQL_IN_STORES,
                        "the ledger of seals is read before there is a service, by its command too",
                        "custody.SealAtStart",
                        "custody.SealLedger",
                        "reseal.Reseal",
                        "reseal.SealCommand",
                        "reseal.SealSettings")
                .except(House.Wall.SQL_IN_STORES, "listens on a connection of its own", "coherence.CacheLease")
                .check(classes);
    }

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
    static final ArchRule onlyCustodyTouchesKeyBytes = noClasses()
            .that()
            .resideOutsideOfPackage("io.claviger.keys.custody..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(InsecureSecretAccess.class, SecretAccess.class);

    @ArchTest
    static final ArchRule isNobodysClient =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.claviger.keyclient..");
}
