package io.claviger.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

final class TestData {
    private TestData() {}

    static JsonNode json(String resource) {
        try (var in = TestData.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException(resource);
            }
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static byte[] hex(JsonNode object, String field) {
        return HexFormat.of().parseHex(object.required(field).textValue());
    }

    static List<String> strings(JsonNode object, String field) {
        return stream(object.required(field)).map(JsonNode::textValue).toList();
    }

    static SecretBytes secret(int length, int fill) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) fill);
        return SecretBytes.takeOwnershipOf(bytes);
    }

    static byte[] plaintextOf(Opening opening) {
        return switch (opening) {
            case Opening.Opened(SecretBytes plaintext) -> plaintext.toByteArray(InsecureSecretAccess.get());
            case Undecipherable(Undecipherable.Reason reason) -> throw new AssertionError("did not open: " + reason);
        };
    }
}
