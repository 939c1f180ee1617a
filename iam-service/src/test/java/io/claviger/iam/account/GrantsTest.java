package io.claviger.iam.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantsTest {

    @ParameterizedTest
    @CsvSource({
        "kms,Owner",
        "kms,manager",
        "audit,KeyPurge",
        "containers-kubernetes,ReaderPlus",
        "KMS,Reader",
        "'',Reader"
    })
    void refusesARoleOrServiceThatNobodyKnows(String service, String role) {
        assertThatThrownBy(() -> Grants.of(Map.of(service, List.of(role)))).isInstanceOf(Grants.UnknownRole.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Manager,Reader,true",
        "Manager,ReaderPlus,true",
        "Writer,ReaderPlus,true",
        "ReaderPlus,Writer,false",
        "Reader,ReaderPlus,false",
        "Manager,Viewer,false",
        "Manager,KeyPurge,false",
        "Administrator,KeyPurge,false",
        "KeyPurge,KeyPurge,true",
        "Administrator,Manager,false",
        "Administrator,Operator,true",
        "Editor,Operator,false",
        "Operator,Editor,false",
        "Operator,Viewer,true"
    })
    void letsARoleBeGivenByWhoHoldsOneThatIncludesIt(String held, String given, boolean lawful) {
        Grants grants = Grants.of(Map.of("kms", List.of(given)));

        assertThat(grants.beyond(Map.of("kms", List.of(held))).isEmpty()).isEqualTo(lawful);
        assertThat(grants.beyond(Map.of("containers-kubernetes", List.of(held))))
                .isPresent();
    }

    @Test
    void refusesAServiceWithoutARole() {
        assertThatThrownBy(() -> Grants.of(Map.of("kms", List.of()))).isInstanceOf(Grants.UnknownRole.class);
    }

    @Test
    void saysWhatWasWrongWithoutRepeatingWhatCannotBePrinted() {
        assertThatThrownBy(() -> Grants.of(Map.of("kms", List.of("\u001b[31m" + "x".repeat(500)))))
                .hasMessageContaining("no role '??31m")
                .hasMessageNotContaining("\u001b")
                .hasMessageNotContaining("x".repeat(65));
    }

    @Test
    void keepsARoleOnce() {
        Grants grants = Grants.of(Map.of("kms", List.of("Reader", "KeyPurge", "Reader")));

        assertThat(grants.byService()).containsEntry("kms", List.of("Reader", "KeyPurge"));
    }
}
