package io.claviger.keys.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client that is a process of its own: what it plants in the service is in the service's memory because the service has
 * put it there. Tells what it planted in a file, in hex.
 */
public final class Planter {

    private static final int TIMES = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<byte[]> planted = new ArrayList<>();
    private final String url;
    private final String token;
    private final String instance;

    private Planter(String url, String token, String instance) {
        this.url = url;
        this.token = token;
        this.instance = instance;
    }

    /** @param arguments URL, token, instance, file */
    public static void main(String[] arguments) throws Exception {
        Planter planter = new Planter(arguments[0], arguments[1], arguments[2]);
        planter.plant();
        Files.write(
                Path.of(arguments[3]),
                planter.planted.stream().map(HexFormat.of()::formatHex).toList());
    }

    private void plant() throws IOException, InterruptedException {
        String key = create("root", false, random(32));
        create("standard", true, random(48));
        for (int i = 0; i < TIMES; i++) {
            String wrapped = call("POST", key, "wrap", "{\"plaintext\":\"" + random(32) + "\"}");
            unwrap(key, field("ciphertext", wrapped));
        }
        // Long enough to be read and written in several pieces.
        unwrap(key, field("ciphertext", call("POST", key, "wrap", "{\"plaintext\":\"" + random(30_000) + "\"}")));
        String generated = call("POST", key, "wrap", "{}");
        planted.add(Base64.getDecoder().decode(field("plaintext", generated)));
        call("POST", key, "rotate", "{\"payload\":\"" + random(24) + "\"}");
        unwrap(key, field("ciphertext", generated));
        call("POST", key, "wrap", "{\"plaintext\":\"" + random(33) + "*\"}");
        call("POST", key, "wrap", "{\"plaintext\":\"" + random(33) + "\", oops");
        call("POST", key, "wrap", "{\"plaintext\":\"" + random(34) + "\",\"aad\":[null]}");
        call("POST", key, "rotate", "{\"payload\":\"" + random(32) + "\",\"iv\":\"AAAA\"}");
        call("POST", key, "rotate", "{\"payload\":\"" + random(35) + "\"}");
        String fields = "\"name\":\"refused\",\"extractable\":true,\"iv\":\"AAAA\",\"payload\":\"" + random(36) + "\"";
        send("POST", "/api/v2/keys", Kms.createBody(fields));
        call("POST", key, "disable", "");
        send("DELETE", "/api/v2/keys/" + key + "?force=true", "");
    }

    private void unwrap(String key, String ciphertext) throws IOException, InterruptedException {
        field("plaintext", call("POST", key, "unwrap", "{\"ciphertext\":\"" + ciphertext + "\"}"));
    }

    private String create(String name, boolean extractable, String payload) throws IOException, InterruptedException {
        String fields = "\"name\":\"%s\",\"extractable\":%s,\"payload\":\"%s\"".formatted(name, extractable, payload);
        return field("id", send("POST", "/api/v2/keys", Kms.createBody(fields)));
    }

    private String call(String method, String key, String action, String body)
            throws IOException, InterruptedException {
        return send(method, "/api/v2/keys/" + key + "/actions/" + action, body);
    }

    private String send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url).resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Bluemix-Instance", instance)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private String random(int bytes) {
        byte[] fresh = new byte[bytes];
        RANDOM.nextBytes(fresh);
        planted.add(fresh);
        return Base64.getEncoder().encodeToString(fresh);
    }

    private static String field(String name, String json) {
        Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
        if (!field.find()) {
            throw new IllegalStateException("no " + name + " in " + json);
        }
        return field.group(1);
    }
}
