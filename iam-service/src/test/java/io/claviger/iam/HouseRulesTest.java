package io.claviger.iam;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.claviger.testkit.House;

@AnalyzeClasses(packages = "io.claviger", importOptions = DoNotIncludeTests.class)
class HouseRulesTest {

    @ArchTest
    static void everyWallStands(JavaClasses classes) {
        House.of("io.claviger.iam")
                .rules("account", "apikey", "policy", "signing", "token")
                .except(House.Wall.SQL_IN_STORES, "tells outages of every store from mistakes", "IamException")
                .check(classes);
    }

    /** Tokens and keys are made of nothing that answers requests or writes JSON. */
    @ArchTest
    static final ArchRule RULES_KNOW_NEITHER_KIT_NOR_JSON = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.claviger.iam.account",
                    "io.claviger.iam.apikey",
                    "io.claviger.iam.policy",
                    "io.claviger.iam.signing",
                    "io.claviger.iam.token")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml..", "io.claviger.kit..");

    @ArchTest
    static final ArchRule PRIVATE_KEYS_STAY_WITH_SIGNING = noClasses()
            .that()
            .resideOutsideOfPackages("io.claviger.iam.signing..", "io.claviger.kit..", "io.claviger.testkit..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.security.PrivateKey");
}
