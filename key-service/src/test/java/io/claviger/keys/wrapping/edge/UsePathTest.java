package io.claviger.keys.wrapping.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsePathTest {

    @Test
    void splitsTheRoadsOfAllUses() {
        assertThat(UsePath.of("/api/v2/keys/a-b_C9/actions/wrap"))
                .isEqualTo(new UsePath("/api/v2/keys/", "a-b_C9", "wrap"));
        assertThat(UsePath.of("/claviger/v1/keys/k/actions/rewrap"))
                .isEqualTo(new UsePath("/claviger/v1/keys/", "k", "rewrap"));
        assertThat(UsePath.of("/api/v2/keys/k")).isEqualTo(new UsePath("/api/v2/keys/", "k", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/api/v2/keys",
                "/api/v2/keys/",
                "/api/v2/keys//actions/wrap",
                "/api/v2/keys/k/",
                "/api/v2/keys/k/actions",
                "/api/v2/keys/k/versions",
                "/api/v2/keys/k/actions2/wrap",
                "/api/v2/key_rings/k/actions/wrap",
                "//api/v2/keys/k/actions/wrap"
            })
    void seesNoUseElsewhere(String path) {
        assertThat(UsePath.of(path)).isNull();
    }

    @Test
    void leavesWhatDoesNotEndWithTheActionToOthers() {
        assertThat(UsePath.of("/api/v2/keys/k/actions/wrap/"))
                .extracting(UsePath::action)
                .isEqualTo("wrap/");
        assertThat(UsePath.of("/api/v2/keys/k/actions/wrap;a=b"))
                .extracting(UsePath::action)
                .isEqualTo("wrap;a=b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"k;a=b", "k%41", "%25", "k.", "..", "k k", "k+", "é"})
    void takesNoNameThatOthersMayReadOtherwise(String name) {
        UsePath path = UsePath.of("/api/v2/keys/" + name + "/actions/wrap");

        assertThat(path).isNotNull().extracting(UsePath::isPlain).isEqualTo(false);
    }
}
