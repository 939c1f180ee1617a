package io.claviger.testkit.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.testkit.OpenApiRules;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Requests for one operation of the document: its parameters and its body, some as they should be and some not. */
final class OddRequests {

    private static final List<String> RAW_SEGMENTS = List.of(
            "%00",
            "%FF%FE", "%C3%28", "%2F", "%25", "a%20b", "%E2%80%AE", "*", "~", "a;b=c", "%0d%0a", "x".repeat(3000));

    private final JsonNode document;
    private final OddBodies bodies;
    private final Random random;

    OddRequests(JsonNode document, Random random) {
        this.document = document;
        this.bodies = new OddBodies(document, random);
        this.random = random;
    }

    record Request(String method, String path, Map<String, String> headers, byte @Nullable [] body) {
        @Override
        public String toString() {
            String shown = body == null ? "" : new String(body, 0, Math.min(body.length, 300), StandardCharsets.UTF_8);
            return method + " " + path + " " + headers.keySet() + " " + shown;
        }
    }

    /** @param known values of parameters that exist, by parameter: the most of a path, always the first of a query */
    Request of(
            String method, String path, JsonNode operation, Map<String, List<String>> known, Map<String, String> good) {
        Map<String, String> headers = new LinkedHashMap<>(good);
        String filled = path;
        StringBuilder query = new StringBuilder();
        for (JsonNode each : operation.path("parameters")) {
            JsonNode parameter = OpenApiRules.resolved(document, each);
            String name = parameter.path("name").asText();
            switch (parameter.path("in").asText()) {
                case "path" ->
                    filled = filled.replace("{" + name + "}", segment(known.getOrDefault(name, List.of()), parameter));
                case "query" -> query.append(query(name, parameter, known.get(name)));
                default -> header(name, parameter, headers);
            }
        }
        if (random.nextInt(15) == 0) {
            query.append("&").append(encoded(bodies.odd())).append("=").append(encoded(bodies.odd()));
        }
        oddHeaders(headers);
        String whole = query.isEmpty() ? filled : filled + "?" + query.substring(1);
        return new Request(method, whole, headers, body(operation, headers));
    }

    private byte @Nullable [] body(JsonNode operation, Map<String, String> headers) {
        JsonNode content =
                OpenApiRules.resolved(document, operation.path("requestBody")).path("content");
        JsonNode form = content.path("application/x-www-form-urlencoded");
        if (!form.isMissingNode()) {
            headers.putIfAbsent("Content-Type", "application/x-www-form-urlencoded");
            return form(form);
        }
        JsonNode media = content.path("application/json");
        if (media.isMissingNode()) {
            return random.nextInt(4) == 0 ? "null".getBytes(StandardCharsets.UTF_8) : null;
        }
        if (random.nextInt(400) == 0) {
            byte[] large = new byte[5 << 20];
            Arrays.fill(large, (byte) ' ');
            return large;
        }
        return random.nextInt(12) == 0 ? null : bodies.body(media);
    }

    private byte[] form(JsonNode media) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, JsonNode> field :
                bodies.by(media.path("schema"), 0).properties()) {
            String value =
                    random.nextInt(3) == 0 ? bodies.odd() : field.getValue().asText();
            text.append('&').append(field.getKey()).append('=').append(encoded(value));
        }
        String whole = text.isEmpty() ? bodies.odd() : text.substring(1);
        return (random.nextInt(10) == 0 ? whole + "&%&=%C3&" + whole : whole).getBytes(StandardCharsets.UTF_8);
    }

    private String segment(List<String> known, JsonNode parameter) {
        if (!known.isEmpty() && random.nextInt(10) < 7) {
            String value = known.get(random.nextInt(known.size()));
            // What holds a slash is a path of several segments, written as it is.
            return value.indexOf('/') < 0 ? encoded(value) : value;
        }
        return switch (random.nextInt(3)) {
            case 0 -> RAW_SEGMENTS.get(random.nextInt(RAW_SEGMENTS.size()));
            case 1 -> encoded(bodies.odd());
            default -> encoded(bodies.text(parameter.path("schema")));
        };
    }

    private String query(String name, JsonNode parameter, @Nullable List<String> known) {
        if (known != null) {
            return "&" + name + "=" + encoded(known.getFirst());
        }
        if (random.nextInt(3) > 0) {
            return "";
        }
        String value = random.nextInt(3) == 0
                ? bodies.odd()
                : bodies.by(parameter.path("schema"), 0).asText();
        return "&" + name + "=" + encoded(value);
    }

    private void header(String name, JsonNode parameter, Map<String, String> headers) {
        if (random.nextInt(12) == 0) {
            headers.put(name, random.nextBoolean() ? "\u00e9\u00ff" : "x".repeat(1 + random.nextInt(2000)));
        } else if (!headers.containsKey(name) && random.nextInt(8) == 0) {
            headers.put(name, plain(bodies.by(parameter.path("schema"), 0).asText()));
        }
    }

    private void oddHeaders(Map<String, String> headers) {
        if (random.nextInt(5) == 0) {
            List<String> types = List.of(
                    "text/plain",
                    "no type",
                    "application/json; charset=utf-7",
                    "multipart/form-data",
                    "*/*",
                    "/",
                    "application/x-www-form-urlencoded");
            headers.put("Content-Type", types.get(random.nextInt(types.size())));
        }
        if (random.nextInt(8) == 0) {
            headers.put(
                    "Accept", List.of("text/html", "q=x", "image/png;q=0", "*").get(random.nextInt(4)));
        }
        switch (random.nextInt(40)) {
            case 0 -> headers.remove("Authorization");
            case 1 -> headers.put("Authorization", "Bearer x.y.z");
            case 2 -> headers.put("Authorization", "Basic Og==");
            default -> headers.put("X-Forwarded-For", "192.0.2." + random.nextInt(256));
        }
    }

    /** The client itself refuses control characters. */
    private static String plain(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
