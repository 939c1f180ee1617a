package io.claviger.masters.kubernetes.status;

/**
 * One entry of {@code details.causes}.
 *
 * @param reason a word for machines, such as {@code FieldValueInvalid} or {@code KeyDisabled}
 * @param field the path of the offending field, empty when no field is to blame
 */
public record Cause(String reason, String message, String field) {

    /** What a real server names the causes of a 422. */
    public static Cause required(String field, String detail) {
        return new Cause("FieldValueRequired", "Required value" + (detail.isEmpty() ? "" : ": " + detail), field);
    }

    /** {@code value} is shown as text in quotes; never pass the content of a secret. */
    public static Cause invalid(String field, String value, String detail) {
        return new Cause("FieldValueInvalid", "Invalid value: \"" + value + "\": " + detail, field);
    }

    public static Cause forbidden(String field, String detail) {
        return new Cause("FieldValueForbidden", "Forbidden: " + detail, field);
    }

    public static Cause tooLong(String field, long bytes) {
        return new Cause("FieldValueTooLong", "Too long: may not be more than " + bytes + " bytes", field);
    }

    public static Cause notSupported(String field, String value, String allowed) {
        return new Cause(
                "FieldValueNotSupported", "Unsupported value: \"" + value + "\": supported values: " + allowed, field);
    }

    public static Cause duplicate(String field, String value) {
        return new Cause("FieldValueDuplicate", "Duplicate value: \"" + value + "\"", field);
    }

    public static Cause notFound(String field, String value) {
        return new Cause("FieldValueNotFound", "Not found: \"" + value + "\"", field);
    }

    String line() {
        return field + ": " + message;
    }
}
