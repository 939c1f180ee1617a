package io.claviger.masters.kubernetes.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorsTest {

    private static final Map<String, String> LABELS = Map.of("app", "shop", "example.com/tier", "db", "bare", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app=shop | true",
                "app==shop | true",
                "app = shop , bare | true",
                "app!=shop | false",
                "none!=x | true",
                "app in (shop, other) | true",
                "app notin (shop) | false",
                "none notin (x) | true",
                "!none | true",
                "!app | false",
                "example.com/tier=db,app in (other) | false",
                "bare= | true",
                "bare in () | true"
            })
    void matchesLabels(String selector, boolean matches) {
        assertThat(LabelSelector.parse(selector).matches(LABELS)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"app==", "=x", "app in shop", "app in (a", "a b", "app=a=b", ",", "a,,b", "a=b c", "a>1", "in (a"
            })
    void refusesWhatIsNoLabelSelectorOrReadsItAsKubernetesDoes(String selector) {
        if (selector.equals("app==")) {
            assertThat(LabelSelector.parse(selector).matches(Map.of("app", ""))).isTrue();
        } else {
            assertThatThrownBy(() -> LabelSelector.parse(selector)).isInstanceOf(Refusal.class);
        }
    }

    @Test
    void selectsByFieldsThatAreInTheClear() {
        FieldSelector selector =
                FieldSelector.parse(ObjectKind.SECRET, "type=Opaque,metadata.name!=a,metadata.namespace==n\\,m");

        assertThat(selector.matches(Map.of("type", "Opaque", "metadata.name", "b", "metadata.namespace", "n,m")))
                .isTrue();
        assertThat(selector.matches(Map.of("type", "Opaque", "metadata.name", "a", "metadata.namespace", "n,m")))
                .isFalse();
    }

    @Test
    void refusesFieldsThatAreNot() {
        assertThatThrownBy(() -> FieldSelector.parse(ObjectKind.SECRET, "data.password=x"))
                .hasMessage("field label not supported: data.password");
        assertThatThrownBy(() -> FieldSelector.parse(ObjectKind.NAMESPACE, "type=x"))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> FieldSelector.parse(ObjectKind.SECRET, "type")).isInstanceOf(Refusal.class);
    }

    @Test
    void findsItsWayBackFromAContinueToken() {
        Continue at = new Continue("team", "db", 7);

        assertThat(Continue.parse(at.token())).contains(at);
        assertThat(Continue.parse("")).isEmpty();
        assertThatThrownBy(() -> Continue.parse("%%%")).hasMessage("continue key is not valid");
        assertThatThrownBy(() -> Continue.parse("eHh4")).hasMessage("continue key is not valid");
    }
}
