package io.claviger.kit.web;

import static com.fasterxml.jackson.databind.cfg.CoercionAction.Fail;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads request bodies by hand, whatever Content-Type they claim, because the clients in the field claim all kinds (Key
 * Protect contract 1.4) and because every refusal must name its field in the contract's own error body. Property names are
 * matched without regard to case; scalars are not coerced, so a number in quotes is a mistake, and so is a number where text belongs.
 */
public final class JsonBody {

    private static final JsonMapper LENIENT = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, Fail)
                            .setCoercion(CoercionInputShape.Float, Fail)
                            .setCoercion(CoercionInputShape.Boolean, Fail))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final JsonMapper STRICT = LENIENT.rebuild()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private JsonBody() {}

    /** Reads a required body; unknown fields are ignored. */
    public static <T> T read(byte @Nullable [] body, Class<T> type) {
        return require(readWith(LENIENT, body, type));
    }

    /** Reads a required body; an unknown field is refused and named. */
    public static <T> T readStrictly(byte @Nullable [] body, Class<T> type) {
        return require(readWith(STRICT, body, type));
    }

    /** Reads a body that may be missing, empty or the literal {@code null} (Go clients send that for "nothing"). */
    public static <T> @Nullable T readOptional(byte @Nullable [] body, Class<T> type) {
        return readWith(LENIENT, body, type);
    }

    public static @Nullable JsonNode tree(byte @Nullable [] body) {
        return readWith(LENIENT, body, JsonNode.class);
    }

    private static <T> T require(@Nullable T value) {
        if (value == null) {
            throw new ProblemException(
                    new Problem(400, Problem.Kind.BODY_MISSING, "A JSON body is required and was empty.", null));
        }
        return value;
    }

    private static <T> @Nullable T readWith(JsonMapper mapper, byte @Nullable [] body, Class<T> type) {
        if (body == null || body.length == 0) {
            return null;
        }
        try {
            T value = mapper.readValue(body, type);
            return value instanceof JsonNode node && node.isNull() ? null : value;
        } catch (JsonParseException e) {
            throw new ProblemException(new Problem(
                    400,
                    Problem.Kind.BODY_NOT_JSON,
                    "The body is not JSON (line %d, column %d)."
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr()),
                    null));
        } catch (UnrecognizedPropertyException e) {
            throw new ProblemException(Problem.field(path(e), "json: unknown field \"" + e.getPropertyName() + "\""));
        } catch (JsonMappingException e) {
            throw new ProblemException(mapping(e, type));
        } catch (JsonProcessingException e) {
            throw new ProblemException(new Problem(400, Problem.Kind.BODY_NOT_JSON, "The body is not JSON.", null));
        } catch (IOException e) {
            throw new ProblemException(new Problem(400, Problem.Kind.BODY_NOT_JSON, "The body is not readable.", null));
        }
    }

    private static Problem mapping(JsonMappingException failure, Class<?> type) {
        String field = path(failure);
        if (field.isEmpty()) {
            return new Problem(400, Problem.Kind.BODY_NOT_JSON, "The body must be a JSON object.", null);
        }
        // Jackson's own message quotes the value, which may be a secret: only the place is named.
        return Problem.field(field, "The field '" + field + "' has a value of the wrong type or form.");
    }

    private static String path(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(reference ->
                        reference.getFieldName() != null ? reference.getFieldName() : "[" + reference.getIndex() + "]")
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }
}
