package io.claviger.kit.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;

/**
 * Reads text that can be stored. JSON can also write a NUL and half a surrogate pair, which neither PostgreSQL nor UTF-8 have:
 * they would be found out only by the database, which is no answer to a caller.
 */
public final class StorableText extends StringDeserializer {
    private static final long serialVersionUID = 1L;

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        String text = super.deserialize(parser, context);
        if (!isStorable(text)) {
            throw MismatchedInputException.from(parser, String.class, "text that cannot be stored");
        }
        return text;
    }

    /** Whether PostgreSQL and UTF-8 have all of it. */
    public static boolean isStorable(String text) {
        return text.codePoints()
                .allMatch(each -> each != 0 && (each < Character.MIN_SURROGATE || each > Character.MAX_SURROGATE));
    }
}
