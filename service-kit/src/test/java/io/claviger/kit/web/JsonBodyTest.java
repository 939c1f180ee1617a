package io.claviger.kit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.claviger.kit.web.Problem.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

    /** Stands for whatever a caller must not find in an answer or a log. */
    private static final String SECRET = "c2VjcmV0LW1hdGVyaWFs";

    enum Colour {
        RED
    }

    record Inner(@Nullable String name, @Nullable Integer count) {}

    record Body(
            @Nullable String name,
            @Nullable Integer count,
            @Nullable Boolean flag,
            @Nullable Colour colour,
            @Nullable Instant when,
            @Nullable Inner inner,
            @Nullable List<Inner> list,
            @Nullable Map<String, String> labels) {}

    record Ruled(@Nullable String name, int count) {
        Ruled {
            if (count > 9) {
                throw new ProblemException(Problem.field("count", "The field 'count' must be at most 9."));
            }
            if (name != null && name.isEmpty()) {
                throw new IllegalArgumentException(SECRET);
            }
        }
    }

    @Test
    void readsNamesInAnyCaseAndIgnoresWhatItDoesNotKnow() {
        Body body = JsonBody.read(bytes("{\"NAME\":\"n\",\"Count\":2,\"other\":[1]}"), Body.class);

        assertThat(body.name()).isEqualTo("n");
        assertThat(body.count()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "\\u0000", "\\ud800", "a\\udc00", "\\ud800\\u0041"})
    void refusesTextThatNoDatabaseHolds(String text) {
        ProblemException refusal = catchThrowableOfType(
                ProblemException.class,
                () -> JsonBody.read(bytes("{\"inner\":{\"name\":\"" + text + "\"}}"), Body.class));

        assertThat(refusal.problem().kind()).isEqualTo(Kind.BODY_FIELD);
        assertThat(refusal.problem().field()).isEqualTo("inner.name");
        assertThat(JsonBody.read(bytes("{\"name\":\"\\ud83d\\udd11\"}"), Body.class)
                        .name())
                .isEqualTo("\uD83D\uDD11");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":5} | name",
                "{\"name\":1.5} | name",
                "{\"name\":true} | name",
                "{\"name\":{}} | name",
                "{\"name\":[\"SECRET\"]} | name",
                "{\"count\":\"SECRET\"} | count",
                "{\"count\":\"5\"} | count",
                "{\"count\":1.5} | count",
                "{\"count\":99999999999} | count",
                "{\"count\":true} | count",
                "{\"flag\":\"true\"} | flag",
                "{\"flag\":1} | flag",
                "{\"colour\":\"SECRET\"} | colour",
                "{\"when\":\"SECRET\"} | when",
                "{\"inner\":\"SECRET\"} | inner",
                "{\"inner\":\"\"} | inner",
                "{\"inner\":[]} | inner",
                "{\"inner\":{\"count\":\"SECRET\"}} | inner.count",
                "{\"list\":\"SECRET\"} | list",
                "{\"list\":{\"name\":\"SECRET\"}} | list",
                "{\"list\":[{},{\"count\":\"SECRET\"}]} | list[1].count",
                "{\"labels\":{\"a\":{\"b\":\"SECRET\"}}} | labels.a",
                "{\"labels\":\"SECRET\"} | labels",
            })
    void namesTheFieldOfAWrongValueAndDoesNotQuoteIt(String json, String field) {
        Problem problem = problemOf(() -> JsonBody.read(bytes(json.replace("SECRET", SECRET)), Body.class));

        assertThat(problem.kind()).isEqualTo(Kind.BODY_FIELD);
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.field()).isEqualTo(field);
        assertThat(problem.message()).contains(field).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "nope",
                "{\"name\":}",
                "{\"name\":SECRET}",
                "{\"name\":\"SECRET",
                "{\"name\":\"a\u0001\"}",
                "{name:\"SECRET\"}",
                "{\"name\":\"a\",}",
                "<name>SECRET</name>",
                "{\"inner\":{\"name\":tru}}",
                "{\"list\":[{\"name\":\"SECRET\"},]}",
                "{\"count\":01}",
                "\u0000"
            })
    void saysWhereABodyStopsBeingJson(String json) {
        Problem problem = problemOf(() -> JsonBody.read(bytes(json.replace("SECRET", SECRET)), Body.class));

        assertThat(problem.kind()).isEqualTo(Kind.BODY_NOT_JSON);
        assertThat(problem.message()).contains("not JSON (line 1, column ").doesNotContain(SECRET);
        assertThat(problem.field()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"SECRET\"", "5", "true", "[{}]", "{} {}", "{} SECRET", "{}]"})
    void wantsOneObjectAndNothingAfterIt(String json) {
        Problem problem = problemOf(() -> JsonBody.read(bytes(json.replace("SECRET", SECRET)), Body.class));

        assertThat(problem.kind()).isEqualTo(Kind.BODY_NOT_JSON);
        assertThat(problem.message()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t ", "null"})
    void tellsAMissingBodyFromAnEmptyOne(String json) {
        assertThat(problemOf(() -> JsonBody.read(bytes(json), Body.class)).kind())
                .isEqualTo(Kind.BODY_MISSING);
        assertThat(JsonBody.readOptional(bytes(json), Body.class)).isNull();
        assertThat(JsonBody.tree(bytes(json))).isNull();
    }

    @Test
    void namesAnUnknownFieldOnlyWhenItIsStrict() {
        byte[] json = bytes("{\"inner\":{\"extra\":\"" + SECRET + "\"}}");

        Problem problem = problemOf(() -> JsonBody.readStrictly(json, Body.class));

        assertThat(problem.field()).isEqualTo("inner.extra");
        assertThat(problem.message()).isEqualTo("json: unknown field \"extra\"").doesNotContain(SECRET);
        assertThat(JsonBody.read(json, Body.class).inner()).isNotNull();
    }

    @Test
    void doesNotEchoANameOfAnyLength() {
        byte[] json = bytes("{\"" + "x".repeat(40_000) + "\":1}");

        Problem problem = problemOf(() -> JsonBody.readStrictly(json, Body.class));

        assertThat(problem.message()).hasSizeLessThan(300);
        assertThat(problem.field()).hasSizeLessThan(300);
    }

    @Test
    void refusesDepthAndLengthWithoutAStackOverflow() {
        String deep = "[".repeat(100_000);
        String number = "{\"count\":" + "9".repeat(100_000) + "}";

        assertThat(problemOf(() -> JsonBody.tree(bytes(deep))).kind()).isEqualTo(Kind.BODY_NOT_JSON);
        assertThat(problemOf(() -> JsonBody.read(bytes(number), Body.class)).status())
                .isEqualTo(400);
    }

    @Test
    void letsARecordsOwnRuleSpeak() {
        assertThat(problemOf(() -> JsonBody.read(bytes("{\"count\":10}"), Ruled.class)))
                .isEqualTo(Problem.field("count", "The field 'count' must be at most 9."));
        assertThat(problemOf(() -> JsonBody.read(bytes("{\"name\":\"\"}"), Ruled.class))
                        .message())
                .doesNotContain(SECRET);
    }

    private static Problem problemOf(Supplier<?> reading) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, reading::get);
        assertThat(refused).as("refusal").isNotNull();
        return refused.problem();
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
