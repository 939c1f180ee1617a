package io.claviger.masters.kubernetes.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Reason;
import io.claviger.masters.kubernetes.status.Refusal;
import io.claviger.masters.kubernetes.status.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final String UID = "11111111-2222-4333-8444-555555555555";
    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01.999Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Admission admission = new Admission(new Random(1));

    @Test
    void setsWhatIsTheServersAndDefaultsTheType() {
        // Given
        KubeObject sent = secret("""
                {"metadata":{"name":"a","uid":"forged","creationTimestamp":"2001-01-01T00:00:00Z","selfLink":"/x",
                 "managedFields":[{"manager":"kubectl"}]}}""");

        // When
        KubeObject created = admission.create(sent, "default", UID, NOW);

        // Then
        assertThat(created.tree()).isEqualTo(secret("""
                        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"a","namespace":"default","uid":"%s",
                         "creationTimestamp":"2026-05-04T03:02:01Z"},"type":"Opaque"}""".formatted(UID)).tree());
    }

    @Test
    void movesStringDataIntoTheData() {
        // Given
        KubeObject sent = secret("""
                {"metadata":{"name":"a"},"data":{"x":"AAAA","y":"AAAA"},"stringData":{"x":"grüß"}}""");

        // When
        KubeObject created = admission.create(sent, "default", UID, NOW);

        // Then
        assertThat(created.tree().has("stringData")).isFalse();
        assertThat(created.data().path("x").asText()).isEqualTo("Z3LDvMOf");
        assertThat(created.data().path("y").asText()).isEqualTo("AAAA");
    }

    @Test
    void generatesANameFromItsPrefix() {
        // Given
        KubeObject sent = secret("{\"metadata\":{\"generateName\":\"token-\"}}");

        // When
        KubeObject created = admission.create(sent, "default", UID, NOW);

        // Then
        assertThat(created.name()).matches("token-[bcdfghjklmnpqrstvwxz2456789]{5}");
    }

    @Test
    void refusesANameInTheWordsOfKubernetes() {
        Status status = refused(() -> create("{\"metadata\":{\"name\":\"Big\"}}"));

        assertThat(status.reason()).isEqualTo(Reason.INVALID);
        assertThat(status.message())
                .isEqualTo(
                        "Secret \"Big\" is invalid: metadata.name: Invalid value: \"Big\": a lowercase RFC 1123 subdomain"
                                + " must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an"
                                + " alphanumeric character (e.g. 'example.com', regex used for validation is"
                                + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
        assertThat(status.causes()).extracting(Cause::field).containsExactly("metadata.name");
        assertThat(status.causes()).extracting(Cause::reason).containsExactly("FieldValueInvalid");
    }

    @Test
    void refusesAnObjectWithoutAName() {
        Status status = refused(() -> create("{}"));

        assertThat(status.message())
                .isEqualTo("Secret \"\" is invalid: metadata.name: Required value: name or generateName is required");
    }

    @Test
    void refusesNamespacesThatAreNoLabels() {
        KubeObject sent = KubeObject.named(ObjectKind.NAMESPACE, "a.b");

        Status status = refused(() -> admission.create(sent, "", UID, NOW));

        assertThat(status.message()).contains("a lowercase RFC 1123 label must consist of");
    }

    @Test
    void refusesKeysThatCouldNotBeFileNames() {
        Status status = refused(() -> create("{\"metadata\":{\"name\":\"a\"},\"data\":{\"..\":\"\",\"a b\":\"\"}}"));

        assertThat(status.causes()).extracting(Cause::field).containsExactly("data[..]", "data[a b]");
    }

    @Test
    void refusesMoreThanOneMebibyteOfData() {
        // Given
        String half = Base64.getEncoder().encodeToString(new byte[512 * 1024]);
        String exact = "{\"metadata\":{\"name\":\"a\"},\"data\":{\"x\":\"%s\",\"y\":\"%s\"}}".formatted(half, half);
        String tooMuch = exact.replace("\"data\":{", "\"data\":{\"z\":\"AA==\",");

        // When
        Status status = refused(() -> create(tooMuch));

        // Then
        assertThat(create(exact).data()).hasSize(2);
        assertThat(status.message()).endsWith("data: Too long: may not be more than 1048576 bytes");
    }

    @Test
    void refusesATlsSecretWithoutItsKey() {
        Status status = refused(() -> create(
                "{\"metadata\":{\"name\":\"a\"},\"type\":\"kubernetes.io/tls\",\"data\":{\"tls.crt\":\"AA==\"}}"));

        assertThat(status.message()).isEqualTo("Secret \"a\" is invalid: data[tls.key]: Required value");
    }

    @Test
    void refusesADockerConfigThatIsNoJsonWithoutShowingIt() {
        String hunter2 =
                Base64.getEncoder().encodeToString("hunter2".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        Status status = refused(() -> create("""
                {"metadata":{"name":"a"},"type":"kubernetes.io/dockerconfigjson","data":{".dockerconfigjson":"%s"}}""".formatted(hunter2)));

        assertThat(status.message()).contains("<secret contents redacted>").doesNotContain("hunter2");
    }

    @Test
    void refusesAnotherNamespaceThanTheUrls() {
        Status status = refused(() -> create("{\"metadata\":{\"name\":\"a\",\"namespace\":\"other\"}}"));

        assertThat(status.reason()).isEqualTo(Reason.BAD_REQUEST);
        assertThat(status.message())
                .isEqualTo("the namespace of the provided object does not match the namespace sent on the request");
    }

    @Test
    void refusesLabelsThatAreNone() {
        Status status = refused(() -> create("{\"metadata\":{\"name\":\"a\",\"labels\":{\"a/b/c\":\"x y\"}}}"));

        assertThat(status.causes()).extracting(Cause::field).containsOnly("metadata.labels");
        assertThat(status.causes()).hasSize(2);
    }

    @Test
    void keepsWhatIsTheServersOnUpdate() {
        // Given
        KubeObject former = create("{\"metadata\":{\"name\":\"a\"}}");
        KubeObject sent =
                secret("{\"metadata\":{\"name\":\"a\",\"uid\":\"x\",\"creationTimestamp\":\"2001-01-01T00:00:00Z\"}}");

        // When
        KubeObject updated = admission.update(former, sent);

        // Then
        assertThat(updated.tree()).isEqualTo(former.tree());
    }

    @Test
    void refusesToChangeAnImmutableSecret() {
        // Given
        KubeObject former = create("{\"metadata\":{\"name\":\"a\"},\"immutable\":true,\"data\":{\"x\":\"AA==\"}}");
        KubeObject sent = secret("{\"metadata\":{\"name\":\"a\"},\"data\":{\"x\":\"AAA=\"}}");

        // When
        Status status = refused(() -> admission.update(former, sent));

        // Then
        assertThat(status.message())
                .isEqualTo(
                        "Secret \"a\" is invalid: [immutable: Forbidden: field is immutable when `immutable` is set, "
                                + "data: Forbidden: field is immutable when `immutable` is set]");
    }

    @Test
    void refusesAnotherTypeOnUpdate() {
        KubeObject former = create("{\"metadata\":{\"name\":\"a\"},\"type\":\"example.com/x\"}");

        Status status = refused(() -> admission.update(former, secret("{\"metadata\":{\"name\":\"a\"}}")));

        assertThat(status.message())
                .isEqualTo("Secret \"a\" is invalid: type: Invalid value: \"Opaque\": field is immutable");
    }

    @Test
    void namesANamespaceInItsOwnLabel() {
        KubeObject created = admission.create(KubeObject.named(ObjectKind.NAMESPACE, "team"), "", UID, NOW);

        assertThat(created.labels()).containsEntry("kubernetes.io/metadata.name", "team");
        assertThat(created.tree().path("status").path("phase").asText()).isEqualTo("Active");
    }

    @Test
    void showsNothingOfASecretAsText() {
        KubeObject created = create("{\"metadata\":{\"name\":\"a\",\"annotations\":{\"k\":\"hunter2\"}}}");

        assertThat(created.toString()).isEqualTo("Secret[default/a]");
    }

    private KubeObject create(String json) {
        return admission.create(secret(json), "default", UID, NOW);
    }

    private static KubeObject secret(String json) {
        try {
            return new KubeObject(
                    ObjectKind.SECRET, new TypedReader("Secret").read(Shapes.SECRET, JSON.readTree(json)));
        } catch (IOException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    private static Status refused(ThrowingCallable call) {
        Refusal[] refusal = new Refusal[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(Refusal.class, thrown -> refusal[0] = thrown);
        return refusal[0].status();
    }
}
