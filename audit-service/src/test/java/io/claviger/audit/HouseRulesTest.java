package io.claviger.audit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.claviger.testkit.House;

@AnalyzeClasses(packages = "io.claviger", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    @ArchTest
    static void everyWallStands(JavaClasses classes) {
        House.of("io.claviger.audit")
                .rules("merkle..", "note..", "record..", "trail.rules..")
                .rulesDoNotKnow("signing..")
                .check(classes);
    }

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
    static final ArchRule holdsNoKeyOfAnybody = noClasses()
            .that()
            .resideInAPackage("io.claviger.audit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.claviger.crypto..", "io.claviger.keyclient..");
}
