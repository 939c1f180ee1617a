package io.claviger.keyclient.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretBytes;
import io.claviger.keyclient.kms.Kms.RewrapItem;
import io.claviger.keyclient.kms.Kms.RewrapOutcome;
import io.claviger.keyclient.kms.KmsEndpoints.Side;
import io.claviger.keyclient.testing.TrueKey;
import io.claviger.kit.caller.OwnToken;
import io.claviger.kit.tls.ServiceTls;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyProtectKmsTest {

    private static final byte[] SECRET = "thirty-two secret bytes, exactly".getBytes(StandardCharsets.US_ASCII);
    /** Nothing here waits for it; a busy machine may stand still for seconds. */
    private static final Duration PATIENT = Duration.ofMinutes(1);

    private static final String SECRET_TEXT = Base64.getEncoder().encodeToString(SECRET);

    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private final TrueKey truth = new TrueKey();
    private final KeyRef key = KeyRef.parse(truth.crn());
    private final Places elsewhere = new Places();
    private Endpoint endpoint;
    private Kms kms;

    /** Where instances are that the endpoint does not have. */
    private static final class Places {
        private final Map<String, URI> known = new HashMap<>();

        Optional<URI> find(String instanceId) {
            return Optional.ofNullable(known.get(instanceId));
        }
    }

    @BeforeEach
    void connect() throws IOException {
        endpoint = new Endpoint();
        kms = kmsAt(endpoint.url() + "/prefix/", PATIENT);
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void wrapsAndUnwrapsAsTheContractSays() {
        endpoint.answer(200, "{\"ciphertext\":\"c\",\"keyVersion\":{\"id\":\"v\"}}");
        try (SecretBytes dataKey = SecretBytes.copyOf(SECRET)) {
            assertThat(kms.wrap(key, dataKey, List.of("a", "b"))).isEqualTo(new Kms.Wrapped("c", "v"));
        }
        assertThat(endpoint.last().path()).isEqualTo("/prefix/api/v2/keys/" + key.keyId() + "/actions/wrap");
        assertThat(endpoint.last().header("Bluemix-Instance")).isEqualTo(key.instanceId());
        assertThat(endpoint.last().header("Authorization")).isEqualTo("Bearer token-1");
        assertThat(endpoint.last().header("Correlation-Id")).isNotBlank();
        assertThat(endpoint.last().body()).contains(SECRET_TEXT, "\"aad\":[\"a\",\"b\"]");

        endpoint.answer(200, "{\"plaintext\":\"" + SECRET_TEXT + "\"}");
        try (SecretBytes dataKey = kms.unwrap(key, "c", List.of())) {
            byte[] seen = dataKey.use(InsecureSecretAccess.get(), bytes -> bytes.clone());
            assertThat(seen).isEqualTo(SECRET);
        }
    }

    @Test
    void tellsAnInstanceThatLimitsItsClientsAddressesByThePortItNames() {
        endpoint.answer(200, "{\"metadata\":{},\"resources\":[]}");
        assertThat(kms.restrictsAddresses("guid")).isFalse();
        assertThat(endpoint.last().path()).isEqualTo("/prefix/api/v2/instance/allowed_ip_port");
        assertThat(endpoint.last().header("Bluemix-Instance")).isEqualTo("guid");

        endpoint.answer(200, "{\"metadata\":{},\"resources\":[{\"private_endpoint_port\":15008}]}");
        assertThat(kms.restrictsAddresses("guid")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 409, 410, 422})
    void isRefusedWithTheContractsCode(int status) {
        endpoint.answer(
                status,
                "{\"metadata\":{},\"resources\":[{\"errorMsg\":\"e\",\"reasons\":[{\"code\":\"KEY_X_ERR\",\"message\":\"why\"}]}]}");

        KeyRefusedException refused =
                catchThrowableOfType(KeyRefusedException.class, () -> kms.unwrap(key, "c", List.of()));

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.code()).isEqualTo("KEY_X_ERR");
        assertThat(refused).hasMessage("why");
    }

    @Test
    void readsTheInstancesOfAnAccountPartByPart() {
        endpoint.answer(200, "{\"resources\":[" + instance("second") + "]}");
        endpoint.answerFirst(
                "{\"next_url\":\"/v2/resource_instances?start=m\",\"resources\":[" + instance("first") + "]}");

        assertThat(kms.instances("acc")).extracting(Kms.KmsInstance::name).containsExactly("first", "second");

        assertThat(endpoint.calls()).isEqualTo(2);
    }

    private static String instance(String name) {
        return "{\"guid\":\"g\",\"crn\":\"crn:v1:bluemix:public:kms:local:a/acc:g::\",\"name\":\"" + name
                + "\",\"region_id\":\"local\",\"account_id\":\"acc\"}";
    }

    @Test
    void makesDoWithARefusalThatGivesNoReason() {
        endpoint.answer(404, "");

        KeyRefusedException refused =
                catchThrowableOfType(KeyRefusedException.class, () -> kms.unwrap(key, "c", List.of()));

        assertThat(refused.code()).isEqualTo("HTTP_404");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 408, 429, 500, 502, 503, 504})
    void takesAnAnswerThatSaysNothingAboutTheKeyForAnOutage(int status) {
        endpoint.answer(status, "<html>proxy</html>");

        assertThatThrownBy(() -> kms.unwrap(key, "c", List.of()))
                .isInstanceOf(KmsUnreachableException.class)
                .hasMessageContaining(Integer.toString(status));
    }

    @Test
    void takesSilenceForAnOutage() throws IOException {
        Kms impatient = kmsAt(endpoint.url(), Duration.ofMillis(200));
        endpoint.silent();
        assertThatThrownBy(() -> impatient.unwrap(key, "c", List.of())).isInstanceOf(KmsUnreachableException.class);

        endpoint.close();
        assertThatThrownBy(() -> impatient.unwrap(key, "c", List.of())).isInstanceOf(KmsUnreachableException.class);
    }

    @Test
    @Timeout(60)
    void takesAnAnswerThatComesToNoEndForAnOutage() throws IOException {
        Kms impatient = kmsAt(endpoint.url(), Duration.ofMillis(200));
        endpoint.answer(200, "{\"keys\":[]}");
        endpoint.vanishing();

        assertThatThrownBy(() -> impatient.states(List.of(key.crn()))).isInstanceOf(KmsUnreachableException.class);
    }

    @Test
    void asksAnotherKmsAboutItsOwnKeysAndNothingElse() throws IOException {
        KeyRef other = KeyRef.parse("crn:v1:bluemix:public:kms:local:a/0123456789abcdef0123456789abcdef"
                + ":9c1d2b7e-5a0f-4c1d-8e2f-3a4b5c6d7e8f:key:6d27f514-163d-4093-965d-9f5b759b7d09");
        try (Endpoint second = new Endpoint()) {
            // Given
            elsewhere.known.put(other.instanceId(), URI.create(second.url()));
            endpoint.answer(200, "{\"keys\":[{\"crn\":\"%s\",\"unknown\":true}]}".formatted(key.crn()));
            second.answer(
                    200,
                    "{\"keys\":[{\"crn\":\"%s\",\"unknown\":true},{\"crn\":\"%s\",\"unknown\":true}]}"
                            .formatted(other.crn(), "crn:v1:bluemix:public:kms:local:a/x:i:key:not-asked"));

            // When
            Map<String, KeyAnswer> answers = kms.states(List.of(key.crn(), other.crn()));

            // Then
            assertThat(answers).containsOnlyKeys(key.crn(), other.crn());
            assertThat(endpoint.last().body()).contains(key.crn()).doesNotContain(other.crn());
            assertThat(second.last().body()).contains(other.crn()).doesNotContain(key.crn());
            second.answer(200, "{\"ciphertext\":\"c\",\"keyVersion\":{\"id\":\"v\"}}");
            try (SecretBytes dataKey = SecretBytes.copyOf(SECRET)) {
                kms.wrap(other, dataKey, List.of());
            }
            assertThat(second.last().path()).endsWith("/actions/wrap");

            // When it refuses us, the others are answered about all the same
            second.refuseTokens(Integer.MAX_VALUE);
            assertThat(kms.states(List.of(other.crn(), key.crn()))).containsOnlyKeys(key.crn());
            assertThatThrownBy(() -> kms.states(List.of(other.crn()))).isInstanceOf(KeyRefusedException.class);
        }

        // When it is away, as well
        assertThat(kms.states(List.of(key.crn(), other.crn()))).containsOnlyKeys(key.crn());
        assertThatThrownBy(() -> kms.states(List.of(other.crn()))).isInstanceOf(KmsUnreachableException.class);
    }

    @Test
    void fetchesANewTokenOnceWhenTheOldOneIsRefused() {
        endpoint.refuseTokens(1);
        endpoint.answer(200, "{\"keys\":[]}");

        assertThat(kms.states(List.of())).isEmpty();

        assertThat(endpoint.last().header("Authorization")).isEqualTo("Bearer token-2");
        assertThat(endpoint.calls()).isEqualTo(2);
    }

    @Test
    void doesNotAskForTokensForEver() {
        endpoint.refuseTokens(Integer.MAX_VALUE);

        assertThatThrownBy(() -> kms.instance("not-ours")).isInstanceOf(KeyRefusedException.class);

        assertThat(endpoint.calls()).isEqualTo(2);
        assertThat(endpoint.tokens()).isEqualTo(2);
    }

    @Test
    void readsWhatIsKnownAndWhatIsNot() throws IOException {
        String gone = new TrueKey().crn();
        endpoint.answer(
                200,
                "{\"keys\":[%s,{\"crn\":\"%s\",\"unknown\":true}]}"
                        .formatted(json.writeValueAsString(truth.snapshot()), gone));

        Map<String, KeyAnswer> answers = kms.states(List.of(truth.crn(), gone));

        assertThat(answers)
                .containsOnly(
                        Map.entry(truth.crn(), new KeyAnswer.Known(truth.snapshot())),
                        Map.entry(gone, new KeyAnswer.Unknown(gone)));
        assertThat(endpoint.last().path()).isEqualTo("/prefix/claviger/v1/keys/states");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "\"x\"",
                "SECRET",
                "{\"plaintext\":5}",
                "{\"plaintext\":\"not base64 SECRET\"}",
                "{\"plaintext\":SECRET}",
                "{\"plaintext\":\"SECRET"
            })
    void takesABrokenAnswerForAnOutageAndQuotesNothingOfIt(String answer) {
        endpoint.answer(200, answer.replace("SECRET", SECRET_TEXT));

        Throwable failure = catchThrowable(() -> kms.unwrap(key, "c", List.of()));

        assertThat(failure).isInstanceOf(KmsUnreachableException.class);
        StringWriter printed = new StringWriter();
        failure.printStackTrace(new PrintWriter(printed));
        assertThat(printed.toString()).doesNotContain(SECRET_TEXT).doesNotContain("token-1");
    }

    @Test
    void takesAStateThatCannotBeReadForAnOutage() {
        endpoint.answer(200, "{\"keys\":[{\"crn\":\"c\",\"state\":\"broken\"}]}");

        assertThatThrownBy(() -> kms.states(List.of("c"))).isInstanceOf(KmsUnreachableException.class);
    }

    @Test
    void tellsEveryItemOfABatchWhatBecameOfIt() {
        endpoint.answer(
                200,
                "{\"items\":[{\"ciphertext\":\"new\",\"rewrappedKeyVersion\":{\"id\":\"v2\"}},"
                        + "{\"error\":{\"code\":\"UNPROCESSABLE_CIPHERTEXT_ERR\",\"message\":\"damaged\"}}]}");

        assertThat(kms.rewrap(key, List.of(new RewrapItem("a", List.of()), new RewrapItem("b", List.of()))))
                .containsExactly(
                        new RewrapOutcome.Rewrapped("new", "v2"),
                        new RewrapOutcome.Failed("UNPROCESSABLE_CIPHERTEXT_ERR", "damaged"));
    }

    @Test
    void refusesABatchThatCameBackShorterOrIsTooLong() {
        endpoint.answer(200, "{\"items\":[]}");
        assertThatThrownBy(() -> kms.rewrap(key, List.of(new RewrapItem("a", List.of()))))
                .isInstanceOf(KmsUnreachableException.class);

        List<RewrapItem> tooMany = Collections.nCopies(Kms.BATCH + 1, new RewrapItem("a", List.of()));
        assertThatThrownBy(() -> kms.rewrap(key, tooMany)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void registersUnderTheEncodedCrnAndIsContentThatItIsThereAlready() {
        endpoint.answer(409, "{}");

        assertThatCode(() -> kms.register(key, "crn:v1:a/b", "cluster")).doesNotThrowAnyException();

        assertThat(endpoint.last().path()).endsWith("/registrations/crn%3Av1%3Aa%2Fb");
        assertThat(endpoint.last().body()).contains("\"collectionTotal\":1");
        for (int gone : new int[] {404, 410}) {
            endpoint.answer(gone, "{}");
            assertThatCode(() -> kms.deregister(key, "crn:v1:a/b")).doesNotThrowAnyException();
        }
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        endpoint.answer(404, "{}");

        assertThat(kms.instance("i")).isEmpty();
        assertThat(kms.key("i", "k")).isEmpty();
    }

    /** S58, S59 */
    @Test
    void callsTheEndpointThatADependantHasChosen() throws IOException {
        String cluster = "crn:v1:bluemix:public:containers-kubernetes:local:a/0123456789abcdef0123456789abcdef:c::";
        try (Endpoint hidden = new Endpoint();
                Endpoint open = new Endpoint()) {
            // Given
            Map<String, Side> chosen = new HashMap<>(Map.of(cluster, Side.PRIVATE));
            Kms both = kmsAt(
                    config(
                            endpoint.url(),
                            Optional.of(URI.create(hidden.url())),
                            Optional.of(URI.create(open.url())),
                            PATIENT),
                    (dependant, _) -> chosen.getOrDefault(dependant, Side.USUAL));
            String item = "{\"ciphertext\":\"new\",\"rewrappedKeyVersion\":{\"id\":\"v2\"}}";
            for (Endpoint each : List.of(endpoint, hidden, open)) {
                each.answer(200, "{\"plaintext\":\"" + SECRET_TEXT + "\",\"items\":[" + item + "],\"keys\":[]}");
            }

            // When
            both.register(key, cluster, "a cluster");
            both.unwrap(key, "c", List.of(cluster)).close();
            both.deregister(key, cluster);

            // Then
            assertThat(List.of(endpoint.calls(), hidden.calls(), open.calls())).containsExactly(0, 3, 0);

            // When it chooses the other
            chosen.put(cluster, Side.PUBLIC);
            both.unwrap(key, "c", List.of(cluster)).close();

            // Then
            assertThat(List.of(endpoint.calls(), hidden.calls(), open.calls())).containsExactly(0, 3, 1);

            // And what is for many goes to the endpoint of each, or to the usual one
            assertThat(both.rewrap(
                            key,
                            List.of(
                                    new RewrapItem("a", List.of(cluster)),
                                    new RewrapItem("b", List.of("crn:somebody-else")))))
                    .hasSize(2);
            both.states(List.of());
            assertThat(List.of(endpoint.calls(), hidden.calls(), open.calls())).containsExactly(2, 3, 2);
        }
    }

    private Kms kmsAt(String url, Duration timeout) {
        return kmsAt(config(url, Optional.empty(), Optional.empty(), timeout), (_, _) -> Side.USUAL);
    }

    private Kms kmsAt(KmsConfig config, KmsEndpoints endpoints) {
        OwnToken token = new OwnToken(endpoint.iam(), json, Clock.systemUTC(), ServiceTls.none());
        return new KeyProtectKms(
                new KeyProtectHttp(config, token, json, elsewhere::find, endpoints, ServiceTls.none()), json);
    }

    private static KmsConfig config(String url, Optional<URI> hidden, Optional<URI> open, Duration timeout) {
        return new KmsConfig() {
            @Override
            public URI url() {
                return URI.create(url);
            }

            @Override
            public Optional<URI> privateUrl() {
                return hidden;
            }

            @Override
            public Optional<URI> publicUrl() {
                return open;
            }

            @Override
            public Optional<List<URI>> others() {
                return Optional.empty();
            }

            @Override
            public Duration connectTimeout() {
                return timeout;
            }

            @Override
            public Duration requestTimeout() {
                return timeout;
            }
        };
    }
}
