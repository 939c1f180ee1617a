package io.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.claviger.testkit.House.Wall;
import org.junit.jupiter.api.Test;

class HouseTest {

    private static final JavaClasses SAMPLE = new ClassFileImporter().importPackages("io.claviger.testkit.sample");

    @Test
    void tellsOfEveryWallThatFell() {
        assertThatThrownBy(() -> sample().check(SAMPLE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("java.sql.SQLException")
                .hasMessageContaining("speak SQL")
                .hasMessageContaining("LeakyHelper");
    }

    @Test
    void letsBeWhoIsNamed() {
        assertThatCode(() -> excepted().check(SAMPLE)).doesNotThrowAnyException();
    }

    @Test
    void tellsWhoIsNamedWithoutNeed() {
        House house = excepted().except(Wall.SQL_IN_STORES, "it was so once", "rule.LeakyHelper");

        assertThatThrownBy(() -> house.check(SAMPLE))
                .isInstanceOf(AssertionError.class)
                .hasMessage("io.claviger.testkit.sample.rule.LeakyHelper needs no exception from SQL_IN_STORES");
    }

    private static House sample() {
        return House.of("io.claviger.testkit.sample").rules("rule");
    }

    private static House excepted() {
        return sample().except(Wall.NO_FRAMEWORK_IN_RULES, "a sample", "rule.Leaky")
                .except(Wall.SQL_IN_STORES, "a sample", "rule.Leaky")
                .except(Wall.NAMES, "a sample", "rule.LeakyHelper");
    }
}
