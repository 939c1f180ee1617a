package io.claviger.masters.kubernetes.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.object.TypedReader;
import io.claviger.masters.kubernetes.status.Refusal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who owns what, and what an apply makes of it. */
class OwnershipTest {

    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void givesWhoCreatesEverythingThatCanBeOwned() {
        KubeObject created = created("""
                {"metadata":{"name":"a","labels":{"app":"shop"},"finalizers":["x/y"]},"data":{"k":"QQ=="},"type":"Opaque"}""");

        assertThat(created.metadata().get("managedFields")).isEqualTo(json("""
                [{"manager":"creator","operation":"Update","apiVersion":"v1","time":"2026-05-04T03:02:01Z",
                  "fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:k":{}},"f:metadata":{
                  "f:finalizers":{"v:\\"x/y\\"":{}},"f:labels":{"f:app":{}}},"f:type":{}}}]"""));
    }

    @Test
    void givesWhoUpdatesWhatHasChangedAndTakesItFromTheOthers() {
        // Given
        KubeObject former = created("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"QQ==\",\"l\":\"QQ==\"}}");

        // When
        KubeObject sent = secret("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"Qg==\",\"m\":\"QQ==\"}}");
        Ownership owners = Ownership.updated(former, sent, sent, "updater", LATER);

        // Then
        assertThat(owners.owners()).singleElement().satisfies(owner -> {
            assertThat(owner.manager()).isEqualTo("updater");
            assertThat(owner.fields())
                    .containsExactlyInAnyOrder(FieldPath.fields("data", "k"), FieldPath.fields("data", "m"));
        });
    }

    @Test
    void letsAnApplyTakeWhatNobodyElseOwnsAndDropWhatItLeavesOut() {
        // Given
        KubeObject first = secret("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"QQ==\",\"gone\":\"QQ==\"}}");
        KubeObject live = Ownership.firstApplied(first, "one", NOW).writtenInto(first);

        // When
        var merged = apply(live, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"Qg==\"}}", "one", false);

        // Then
        assertThat(merged.object().data()).isEqualTo(json("{\"k\":\"Qg==\"}"));
        assertThat(merged.ownership().owners()).singleElement().satisfies(owner -> {
            assertThat(owner.time()).isEqualTo(LATER.toString());
            assertThat(owner.fields()).containsExactly(FieldPath.fields("data", "k"));
        });
    }

    @Test
    void keepsWhatSomebodyElseOwnsToo() {
        KubeObject first = secret("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"QQ==\"}}");
        KubeObject live = Ownership.firstApplied(first, "one", NOW).writtenInto(first);
        var shared = apply(live, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"QQ==\"}}", "two", false);

        var left = apply(owned(shared), "{\"metadata\":{\"name\":\"a\"}}", "one", false);

        assertThat(left.object().data()).isEqualTo(json("{\"k\":\"QQ==\"}"));
        assertThat(left.ownership().owners()).extracting(Owner::manager).containsExactly("two");
    }

    @Test
    void changesNothingWhenTheSameIsAppliedAgain() {
        KubeObject first = secret("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"QQ==\"}}");
        KubeObject live = Ownership.firstApplied(first, "one", NOW).writtenInto(first);

        assertThat(owned(apply(live, first.tree().toString(), "one", false)).tree())
                .isEqualTo(live.tree());
    }

    @Test
    void refusesToChangeWhatOthersOwnUnlessForced() {
        // Given
        KubeObject live = created("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"QQ==\",\"l\":\"QQ==\"}}");
        String change = "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"Qg==\",\"l\":\"Qg==\"}}";

        // Then
        assertThatThrownBy(() -> apply(live, change, "one", false)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status().message()).isEqualTo("""
                            Apply failed with 2 conflicts: conflicts with "creator" using v1 at 2026-05-04T03:02:01Z:
                            - .data.k
                            - .data.l""");
            assertThat(refusal.status().causes()).extracting("reason").containsOnly("FieldManagerConflict");
            assertThat(refusal.status().causes()).extracting("field").containsExactly(".data.k", ".data.l");
        });
        var forced = apply(live, change, "one", true);
        assertThat(forced.object().data()).isEqualTo(json("{\"k\":\"Qg==\",\"l\":\"Qg==\"}"));
        assertThat(forced.ownership().owners()).extracting(Owner::manager).containsExactly("one");
    }

    @Test
    void takesWhatWasNeverTrackedForSomebodyElses() {
        KubeObject untracked = secret("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"QQ==\"}}");

        assertThatThrownBy(() ->
                        apply(untracked, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"Qg==\"}}", "one", false))
                .hasMessageContaining("conflict with \"before-first-apply\" using v1");
        assertThat(Ownership.updated(untracked, untracked, untracked, "x", NOW)).isEqualTo(Ownership.NONE);
    }

    @Test
    void letsKubectlChangeWhatItAppliedItself() {
        KubeObject live = created("""
                {"metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":
                "{\\"stringData\\":{\\"k\\":\\"A\\"}}"}},"data":{"k":"QQ==","other":"QQ=="}}""");

        assertThat(apply(live, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"Qg==\"}}", "kubectl", false)
                        .object()
                        .data()
                        .path("k")
                        .asText())
                .isEqualTo("Qg==");
        assertThatThrownBy(() ->
                        apply(live, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"other\":\"Qg==\"}}", "kubectl", false))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() ->
                        apply(live, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"Qg==\"}}", "another", false))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void mergesFinalizersAndOwnersByTheirKeys() {
        KubeObject first = secret("""
                {"metadata":{"name":"a","finalizers":["x/a"],"ownerReferences":[{"uid":"1","name":"one"}]}}""");
        KubeObject live = Ownership.firstApplied(first, "one", NOW).writtenInto(first);

        var merged = apply(live, """
                {"metadata":{"name":"a","finalizers":["x/b"],"ownerReferences":[{"uid":"2","name":"two"}]}}""", "two", false);
        var left = apply(owned(merged), "{\"metadata\":{\"name\":\"a\"}}", "one", false);

        assertThat(merged.object().metadata().get("finalizers")).isEqualTo(json("[\"x/a\",\"x/b\"]"));
        assertThat(left.object().metadata().get("finalizers")).isEqualTo(json("[\"x/b\"]"));
        assertThat(left.object().metadata().get("ownerReferences"))
                .isEqualTo(json("[{\"name\":\"two\",\"uid\":\"2\"}]"));
    }

    @Test
    void letsTwoShareAContainerFieldByField() {
        // Given
        KubeObject first = deployment(
                "{\"name\":\"web\",\"image\":\"web:1\",\"volumeMounts\":[{\"name\":\"tmp\",\"mountPath\":\"/tmp\"}]}");
        KubeObject live = Ownership.firstApplied(first, "one", NOW).writtenInto(first);

        // When
        var shared = new Application(
                        deployment(
                                "{\"name\":\"web\",\"imagePullPolicy\":\"Never\"},{\"name\":\"side\",\"image\":\"side\"}"),
                        "two",
                        false)
                .to(live, LATER);
        KubeObject both = owned(shared);

        // Then
        assertThat(both.tree().at("/spec/template/spec/containers")).isEqualTo(json("""
                [{"name":"web","image":"web:1","volumeMounts":[{"name":"tmp","mountPath":"/tmp"}],"imagePullPolicy":"Never"},
                 {"name":"side","image":"side"}]"""));
        assertThatThrownBy(() -> new Application(deployment("{\"name\":\"web\",\"image\":\"web:2\"}"), "two", false)
                        .to(both, LATER))
                .hasMessageContaining("conflict with \"one\": .spec.template.spec.containers[name=\"web\"].image");
        KubeObject left = owned(new Application(deployment(""), "one", false).to(both, LATER));
        assertThat(left.tree().at("/spec/template/spec/containers")).isEqualTo(json("""
                [{"name":"web","imagePullPolicy":"Never"},{"name":"side","image":"side"}]"""));
        assertThat(owned(new Application(deployment(""), "two", false).to(left, LATER))
                        .tree()
                        .at("/spec/template/spec/containers"))
                .isEmpty();
    }

    @Test
    void ownsNothingByAnEmptyPartThatIsAlwaysThere() {
        KubeObject first = secret("{\"metadata\":{},\"data\":{\"k\":\"QQ==\"}}");
        first.metadata();

        assertThat(Ownership.firstApplied(first, "one", NOW).owners())
                .singleElement()
                .satisfies(owner -> assertThat(owner.fields()).containsExactly(FieldPath.fields("data", "k")));
    }

    @Test
    void tellsTwoPortsOfOneNumberApartAndKeepsAVolumeThatSaysNothing() {
        KubeObject first = deployment("""
                {"name":"dns","ports":[{"containerPort":53},{"containerPort":53,"protocol":"UDP"}]}""");
        KubeObject live = Ownership.firstApplied(first, "one", NOW).writtenInto(first);
        String wanted = """
                {"name":"dns","ports":[{"containerPort":53,"name":"tcp"},{"containerPort":53,"protocol":"UDP"}]}""";

        KubeObject applied = deployment(wanted);
        ((ObjectNode) applied.tree().at("/spec/template/spec"))
                .set("volumes", json("[{\"name\":\"v\",\"emptyDir\":{}}]"));
        KubeObject merged =
                new Application(applied, "one", false).to(live, LATER).object();

        assertThat(merged.tree().at("/spec/template/spec/containers/0/ports")).isEqualTo(json("""
                [{"containerPort":53,"name":"tcp"},{"containerPort":53,"protocol":"UDP"}]"""));
        assertThat(merged.tree().at("/spec/template/spec/volumes"))
                .isEqualTo(json("[{\"name\":\"v\",\"emptyDir\":{}}]"));
    }

    @Test
    void believesWhoSaysWhoOwnsWhatAndForgetsWhenAsked() {
        KubeObject former = created("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"QQ==\"}}");
        KubeObject moved = secret("""
                {"metadata":{"name":"a","managedFields":[{"manager":"m","operation":"Apply","apiVersion":"v1",
                "fieldsType":"FieldsV1","fieldsV1":{"f:data":{".":{},"f:k":{}}}}]},"data":{"k":"QQ=="}}""");
        KubeObject reset = secret("{\"metadata\":{\"name\":\"a\",\"managedFields\":[{}]},\"data\":{\"k\":\"QQ==\"}}");

        assertThat(Ownership.updated(former, moved, former, "x", NOW).owners())
                .extracting(Owner::manager)
                .containsExactly("m");
        assertThat(Ownership.updated(former, reset, former, "x", NOW)).isEqualTo(Ownership.NONE);
    }

    @Test
    void makesOneOfTheOldestUpdaters() {
        KubeObject object = created("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"QQ==\"}}");
        for (int i = 0; i < 12; i++) {
            KubeObject next = object.copy();
            next.data().put("k" + i, "QQ==");
            object = Ownership.updated(object, next, next, "m" + i, NOW.plusSeconds(i))
                    .writtenInto(next);
        }

        assertThat(Ownership.of(object).owners())
                .hasSize(10)
                .extracting(Owner::manager)
                .contains("ancient-changes", "m11")
                .doesNotContain("creator", "m0");
    }

    private static KubeObject created(String text) {
        KubeObject object = secret(text);
        return Ownership.created(object, "creator", NOW).writtenInto(object);
    }

    private static Application.Merged apply(KubeObject live, String applied, String manager, boolean force) {
        return new Application(secret(applied), manager, force).to(live, LATER);
    }

    private static KubeObject owned(Application.Merged merged) {
        return merged.ownership().writtenInto(merged.object());
    }

    private static KubeObject secret(String text) {
        return new KubeObject(ObjectKind.SECRET, new TypedReader("Secret").read(ObjectKind.SECRET.shape(), json(text)));
    }

    private static KubeObject deployment(String containers) {
        return new KubeObject(
                ObjectKind.DEPLOYMENT,
                new TypedReader("Deployment").read(ObjectKind.DEPLOYMENT.shape(), json("""
                        {"metadata":{"name":"d"},"spec":{"template":{"spec":{"containers":[%s]}}}}""".formatted(containers))));
    }

    private static com.fasterxml.jackson.databind.JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
