package io.claviger.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** HTTP as any client of the system would speak it: a token for an API key, JSON both ways, the local CA trusted. */
public final class PublicApi {

    private static final String GRANT = "urn:ibm:params:oauth:grant-type:apikey";
    /** A fresh system compiles its code on the first calls; nobody should see a time-out because of that. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** For the handshake of TLS, too, which is among what is compiled. */
    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(20);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http;
    private final String url;
    private final String httpsUrl;
    private String token = "";
    private Consumer<Answer> observer = answer -> {};

    public PublicApi(String url, String httpsUrl, Path ca) {
        this.url = url;
        this.httpsUrl = httpsUrl;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECTED_WITHIN)
                .sslContext(trusting(ca))
                .build();
    }

    /** Shows every answer to somebody before it is used, whatever its status; from the threads that call. */
    public PublicApi observedBy(Consumer<Answer> observer) {
        this.observer = observer;
        return this;
    }

    /** Exchanges the API key for the token that all later calls carry. */
    public Answer login(String apiKey) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/identity/token"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=" + encode(GRANT) + "&apikey=" + encode(apiKey)))
                .build();
        Answer answer = send("POST /identity/token", request).orFail();
        token = answer.text("/access_token");
        return answer;
    }

    public Answer call(String method, String path, @Nullable Object body) {
        return exchange(method, url, path, Map.of(), body);
    }

    /** Key Protect calls name their instance in a header. */
    public Answer kms(String instance, String method, String path, @Nullable Object body) {
        return exchange(method, url, path, Map.of("Bluemix-Instance", instance), body);
    }

    /** The Kubernetes API is served over https only. */
    public Answer kubernetes(String cluster, String method, String path, @Nullable Object body) {
        return exchange(method, httpsUrl, "/clusters/" + cluster + path, Map.of(), body);
    }

    /** An answer that is no JSON, as it came; such as a zip. */
    public byte[] download(String path) {
        try {
            HttpResponse<byte[]> response =
                    http.send(to(url + path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new UnexpectedAnswerException("GET " + path + " was answered with " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new UnexpectedAnswerException("GET " + path + " got no answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnexpectedAnswerException("GET " + path + " was interrupted", e);
        }
    }

    public static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private Answer exchange(
            String method, String base, String path, Map<String, String> headers, @Nullable Object body) {
        HttpRequest.Builder request = to(base + path).header("Accept", "application/json");
        headers.forEach(request::header);
        try {
            if (body == null) {
                request.method(method, HttpRequest.BodyPublishers.noBody());
            } else {
                request.header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
            }
        } catch (IOException e) {
            throw new UnexpectedAnswerException("the body of " + method + " " + path + " cannot be written", e);
        }
        return send(method + " " + path, request.build());
    }

    private HttpRequest.Builder to(String address) {
        return HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE).header("Authorization", "Bearer " + token);
    }

    private Answer send(String what, HttpRequest request) {
        long sent = System.nanoTime();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            Answer answer = new Answer(
                    what,
                    response.statusCode(),
                    parse(response.body()),
                    sent,
                    System.nanoTime(),
                    response.headers().firstValue("Correlation-Id").orElse(""));
            observer.accept(answer);
            return answer;
        } catch (IOException e) {
            throw new UnexpectedAnswerException(what + " got no answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnexpectedAnswerException(what + " was interrupted", e);
        }
    }

    private JsonNode parse(byte[] body) {
        try {
            return body.length == 0 ? json.missingNode() : json.readTree(body);
        } catch (IOException e) {
            return json.getNodeFactory().textNode(new String(body, StandardCharsets.UTF_8));
        }
    }

    private static SSLContext trusting(Path ca) {
        try (InputStream in = Files.newInputStream(ca)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "claviger", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new UnexpectedAnswerException("the CA certificate " + ca + " cannot be read", e);
        }
    }
}
