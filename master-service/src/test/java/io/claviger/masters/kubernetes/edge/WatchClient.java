package io.claviger.masters.kubernetes.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads a watch line by line. */
final class WatchClient implements AutoCloseable {

    /** Nobody waits so long but a test that fails. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final InputStream body;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private WatchClient(InputStream body) {
        this.body = body;
        Thread.ofVirtual().start(() -> {
            try (var reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
                lines.add("END");
            } catch (UncheckedIOException | IOException cut) {
                lines.add("CUT");
            }
        });
    }

    static WatchClient open(String url, String token) {
        try {
            HttpResponse<InputStream> answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(PATIENCE)
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("watch refused: " + answer.statusCode() + " "
                        + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
            }
            return new WatchClient(answer.body());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    JsonNode next() {
        String line = line();
        try {
            return JSON.readTree(line);
        } catch (IOException notJson) {
            throw new AssertionError("the watch said: " + line, notJson);
        }
    }

    /** In short: {@code ADDED a}, {@code BOOKMARK 7}. */
    String event() {
        JsonNode event = next();
        JsonNode metadata = event.path("object").path("metadata");
        String type = event.path("type").asText();
        return type + " "
                + (type.equals("BOOKMARK")
                        ? metadata.path("resourceVersion").asText()
                        : metadata.path("name")
                                .asText(event.path("object").path("reason").asText()));
    }

    List<String> events(int count) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event());
        }
        return events;
    }

    boolean ended() {
        return line().equals("END");
    }

    private String line() {
        try {
            String line = lines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new AssertionError("nothing came within " + PATIENCE);
            }
            return line;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
