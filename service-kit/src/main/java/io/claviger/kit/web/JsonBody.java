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
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads request bodies by hand, whatever Content-Type they claim, because the clients in the field claim all kinds (Key
 * Protect contract 1.4) and because every refusal must name its field in the contract's own error body. Property names are
 * matched without regard to case; scalars are not coerced, so a number in quotes is a mistake, and so is a number where text
 * belongs.
 */
public final class JsonBody {

    private static final JsonMapper LENIENT = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule().addDeserializer(String.class, new StorableText()))
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

    private static final int LONGEST_NAME = 200;

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
        if (body == null || isBlank(body)) {
            return null;
        }
        try {
            T value = mapper.readValue(body, type);
            return value instanceof JsonNode node && node.isNull() ? null : value;
        } catch (JsonProcessingException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw new ProblemException(new Problem(400, Problem.Kind.BODY_NOT_JSON, "The body is not readable.", null));
        }
    }

    private static boolean isBlank(byte[] body) {
        for (byte each : body) {
            if (each != ' ' && each != '\t' && each != '\n' && each != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Jackson's own messages quote the value, which may be a secret: only the place is named. */
    private static ProblemException refusal(JsonProcessingException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                // A record's own rule, found while it was being read.
                return problem;
            }
            if (cause instanceof JsonParseException malformed) {
                // Also when Jackson has wrapped it with the field it was reading.
                return new ProblemException(new Problem(400, Problem.Kind.BODY_NOT_JSON, place(malformed), null));
            }
        }
        return new ProblemException(
                switch (failure) {
                    case UnrecognizedPropertyException unknown ->
                        Problem.field(
                                path(unknown), "json: unknown field \"" + shortened(unknown.getPropertyName()) + "\"");
                    case JsonMappingException mapping -> mapping(mapping);
                    default ->
                        new Problem(
                                400,
                                Problem.Kind.BODY_NOT_JSON,
                                "The body is nested too deeply, or a name, number or text in it is too long.",
                                null);
                });
    }

    private static String place(JsonParseException malformed) {
        return "The body is not JSON (line %d, column %d)."
                .formatted(
                        malformed.getLocation().getLineNr(),
                        malformed.getLocation().getColumnNr());
    }

    private static Problem mapping(JsonMappingException failure) {
        String field = path(failure);
        if (field.isEmpty()) {
            String message = failure instanceof ValueInstantiationException
                    ? "The body's fields do not fit together."
                    : "The body must be a JSON object, and nothing after it.";
            return new Problem(400, Problem.Kind.BODY_NOT_JSON, message, null);
        }
        return Problem.field(field, "The field '" + field + "' has a value of the wrong type or form.");
    }

    private static String path(JsonMappingException failure) {
        return shortened(failure.getPath().stream()
                .map(reference ->
                        reference.getFieldName() != null ? reference.getFieldName() : "[" + reference.getIndex() + "]")
                .collect(Collectors.joining("."))
                .replace(".[", "["));
    }

    /** A name is the caller's own text too. */
    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }
}
