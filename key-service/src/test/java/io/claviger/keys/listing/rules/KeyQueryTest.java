package io.claviger.keys.listing.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.keys.refusal.RefusedException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammars of key-protect-api.md 1.7, as the clients write them. */
class KeyQueryTest {

    private static final Instant SECOND = Instant.parse("2026-03-04T05:06:07Z");
    private static final Instant NEXT = SECOND.plusSeconds(1);

    @Test
    void leavesDestroyedKeysOutUnlessAskedFor() {
        assertThat(query(null, null).conditions()).containsExactly(new Condition.InStates(List.of(0, 1, 2, 3)));
        assertThat(query("5,1,5", null).conditions()).containsExactly(new Condition.InStates(List.of(5, 1)));
        assertThat(filtered("state=5")).containsExactly(new Condition.InStates(List.of(5)));
    }

    @Test
    void readsAllPropertiesOfAFilter() {
        assertThat(filtered("creationDate=gte:\"2026-03-04T05:06:07Z\" lastRotateDate=NONE extractable=TRUE state=1,5"))
                .containsExactly(
                        new Condition.Dated(DateProperty.CREATION, SECOND, null),
                        new Condition.Undated(DateProperty.LAST_ROTATE),
                        new Condition.OfKind(true),
                        new Condition.InStates(List.of(1, 5)));
    }

    @Test
    void readsWhatGosBuilderMakes() {
        assertThat(filtered(" creationDate=gt:\"2026-03-04T07:06:07.123456789+02:00\" state=1"
                        + " expirationDate=gte:\"2026-03-04T05:06:07Z\" state=1 extractable=true"))
                .containsExactly(
                        new Condition.Dated(DateProperty.CREATION, NEXT, null),
                        new Condition.InStates(List.of(1)),
                        new Condition.Dated(DateProperty.EXPIRATION, SECOND, null),
                        new Condition.InStates(List.of(1)),
                        new Condition.OfKind(true));
        assertThat(filtered("")).containsExactly(States.USUAL);
    }

    /** A key made at 05:06:07.3 is shown as of 05:06:07, and that is what it is compared by. */
    @ParameterizedTest
    @CsvSource({
        "'',    2026-03-04T05:06:07Z,   true",
        "'',    2026-03-04T05:06:07.3Z, false",
        "lt:,   2026-03-04T05:06:07Z,   false",
        "lt:,   2026-03-04T05:06:07.1Z, true",
        "lt:,   2026-03-04T05:06:08Z,   true",
        "lte:,  2026-03-04T05:06:07Z,   true",
        "lte:,  2026-03-04T05:06:06.9Z, false",
        "gt:,   2026-03-04T05:06:07Z,   false",
        "gt:,   2026-03-04T05:06:06.9Z, true",
        "gte:,  2026-03-04T05:06:07Z,   true",
        "gte:,  2026-03-04T05:06:07.1Z, false",
        "gte:,  2026-03-04T07:06:07+02:00, true"
    })
    void comparesDatesAsTheyAreShown(String operator, String date, boolean fits) {
        Instant made = SECOND.plusMillis(300);

        Condition condition = Filter.of("creationDate=" + operator + "\"" + date + "\"")
                .conditions()
                .getFirst();

        assertThat(
                        switch (condition) {
                            case Condition.Dated(DateProperty _, @Nullable Instant from, @Nullable Instant before) ->
                                (from == null || !made.isBefore(from)) && (before == null || made.isBefore(before));
                            case Condition.Never _ -> false;
                            default -> throw new AssertionError("no comparison: " + condition);
                        })
                .isEqualTo(fits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "creationDate",
                "creationDate=",
                "creationDate=2026-03-04T05:06:07Z",
                "creationDate=\"\"",
                "creationDate=\"yesterday\"",
                "creationDate=\"2026-02-30T00:00:00Z\"",
                "creationDate=\"+999999999-01-01T00:00:00Z\"",
                "creationDate=\"2026-03-04T05:06:07\"",
                "creationDate=\"2026-03-04T05:06:07Z",
                "creationDate=ne:\"2026-03-04T05:06:07Z\"",
                "creationDate=gt:none",
                "creationDate=gt: \"2026-03-04T05:06:07Z\"",
                "creationDate=\"2026-03-04T05:06:07Z\"state=1",
                "creationdate=none",
                "name=orders",
                "name=\"orders\"",
                "state=",
                "state=4",
                "state=1,",
                "state=\"1\"",
                "state=gt:1",
                "state=1 & state=2",
                "extractable=yes",
                "extractable=\"true\"",
                "=",
                "state=1 state=1 state=1 state=1",
                "state=1\tstate=2",
                "state=1'; drop table kms_key; --"
            })
    void refusesBadFilters(String filter) {
        refused(() -> query(null, filter), "filter");
    }

    @Test
    void refusesAPropertyThatIsAParameterToo() {
        refused(() -> query("1", "state=1"), "filter");
        refused(() -> KeyQuery.of(new KeyQuery.Asked(null, true, "extractable=true", null, null, null)), "filter");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "foo                  | foo      | NAME,ALIAS | false | false",
                "foo,                 | foo      | NAME,ALIAS | false | false",
                "exact:name:foo,      | foo      | NAME       | false | true",
                "name:alias:foo       | foo      | NAME,ALIAS | false | false",
                "not:alias:exact:foo  | foo      | ALIAS      | true  | true",
                "escape:not:foo       | not:foo  | NAME,ALIAS | false | false",
                "name:escape:name:a   | name:a   | NAME       | false | false",
                "colour:red           | colour:red | NAME,ALIAS | false | false",
                "not:not:foo          | foo      | NAME,ALIAS | true  | false",
                "NOT:foo              | NOT:foo  | NAME,ALIAS | false | false",
                "a,,                  | a,       | NAME,ALIAS | false | false",
                "100%_\\              | 100%_\\  | NAME,ALIAS | false | false"
            })
    void readsSearches(String given, String text, String scopes, boolean not, boolean exact) {
        Search search = Objects.requireNonNull(Search.of(given));

        assertThat(search.text()).isEqualTo(text);
        assertThat(search.scopes()).extracting(Enum::name).containsExactlyInAnyOrder(scopes.split(","));
        assertThat(search.not()).isEqualTo(not);
        assertThat(search.exact()).isEqualTo(exact);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "not:", "name:alias:,", "escape:", "a\0b"})
    void refusesSearchesWithoutAText(String search) {
        refused(() -> KeyQuery.of(new KeyQuery.Asked(null, null, null, search, null, null)), "search");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                        | ID",
                "-id                       | -ID",
                "-creationDate             | -CREATION,-ID",
                "state,-lastRotateDate     | STATE,-LAST_ROTATE,-ID",
                "-imported,id,-imported,id | -IMPORTED,ID",
                "extractable,lastUpdateDate,deletionDate,expirationDate | EXTRACTABLE,LAST_UPDATE,DELETION,EXPIRATION,ID"
            })
    void readsOrders(String given, String order) {
        assertThat(Sorting.of(given))
                .extracting(sorting -> (sorting.descending() ? "-" : "") + sorting.by())
                .containsExactly(order.split(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "id,", ",id", "--id", "id;state", "id desc", "ID", "+id"})
    void refusesBadOrders(String sort) {
        refused(() -> Sorting.of(sort), "sort");
    }

    @Test
    void refusesLongOrders() {
        refused(() -> Sorting.of("id,".repeat(86) + "id"), "sort");
        assertThat(Sorting.of("id,".repeat(84) + "id")).hasSize(1);
    }

    private static List<Condition> filtered(String filter) {
        return query(null, filter).conditions();
    }

    private static KeyQuery query(@Nullable String state, @Nullable String filter) {
        return KeyQuery.of(new KeyQuery.Asked(state, null, filter, null, null, null));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String parameter) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.refusal().status()).isEqualTo(400);
            assertThat(refused.refusal().code()).isEqualTo("INVALID_QUERY_PARAM_ERR");
            assertThat(Objects.requireNonNull(refused.refusal().target()).name())
                    .isEqualTo(parameter);
        });
    }
}
