package io.claviger.workers;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import io.claviger.testkit.House;

@AnalyzeClasses(packages = "io.claviger.workers", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static void everyWallStands(JavaClasses classes) {
        House.of("io.claviger.workers")
                .rules("cluster", "pool", "node", "task", "disk", "secret")
                .rulesDoNotKnow("..flow..", "..kubernetes..", "..fleet..", "..rootkey..", "..api..", "..feed..")
                .keyBytesIn("disk")
                .check(classes);
    }
}
