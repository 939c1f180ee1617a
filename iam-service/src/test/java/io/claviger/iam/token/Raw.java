package io.claviger.iam.token;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.ConfigProvider;

/** Requests that a polite client would not send. */
final class Raw {

    private Raw() {}

    static HttpResponse<String> post(String path, String contentType, String body)
            throws IOException, InterruptedException {
        return post(path, contentType, HttpRequest.BodyPublishers.ofString(body));
    }

    /** Does not say how long the body is. */
    static HttpResponse<String> postInChunks(String path, String contentType, String body)
            throws IOException, InterruptedException {
        return post(
                path,
                contentType,
                HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))));
    }

    private static HttpResponse<String> post(String path, String contentType, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        URI base = URI.create(ConfigProvider.getConfig().getValue("test.url", String.class));
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                    HttpRequest.newBuilder(base.resolve(path))
                            .header("Content-Type", contentType)
                            .POST(body)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
