package io.claviger.kit.crn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrnTest {

    private static final String ACCOUNT = "0123456789abcdef0123456789abcdef";
    private static final Crn INSTANCE = Crn.kmsInstance("local", ACCOUNT, "0e4e7d5a-7ad2-4b5c-8f2e-6b1d2d0f3c11");
    private static final Crn CLUSTER = Crn.cluster("local", ACCOUNT, "c0123456789abcdefghi");

    @Test
    void writesTheTenSegmentsOfAKey() {
        assertThat(INSTANCE.key("5d1f6c1e-9d55-4f64-9a2b-111111111111"))
                .hasToString("crn:v1:bluemix:public:kms:local:a/" + ACCOUNT
                        + ":0e4e7d5a-7ad2-4b5c-8f2e-6b1d2d0f3c11:key:5d1f6c1e-9d55-4f64-9a2b-111111111111");
    }

    @Test
    void keepsTheInstancesServiceInTheKey() {
        Crn hpcs = new Crn("bluemix", "public", "hs-crypto", "us-south", ACCOUNT, "i", "", "");

        assertThat(hpcs.key("k").service()).isEqualTo("hs-crypto");
    }

    static Stream<Crn> roundTrips() {
        return Stream.of(
                INSTANCE,
                INSTANCE.key("k"),
                CLUSTER,
                CLUSTER.workerPool("c0123456789abcdefghi-0a1b2c3"),
                Crn.kmsInstance("local", "", "i"),
                new Crn("bluemix", "public", "cloud-object-storage", "global", ACCOUNT, "i", "bucket", "a%3Ab/c"));
    }

    @ParameterizedTest
    @MethodSource
    void roundTrips(Crn crn) {
        assertThat(Crn.parse(crn.toString())).contains(crn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "crn",
                "crn:v1:bluemix:public:kms:local:a/x:i:key",
                "crn:v1:bluemix:public:kms:local:a/x:i:key:k:more",
                "crn:v2:bluemix:public:kms:local:a/x:i:key:k",
                "urn:v1:bluemix:public:kms:local:a/x:i:key:k",
                "crn:v1:bluemix:public:kms:local:a/:i:key:k",
                "crn:v1:bluemix:public:kms:local:o/x:i:key:k",
                "crn:v1:bluemix:public:kms:local:x:i:key:k",
                "crn:v1:bluemix:public:kms:local:a/x:i:key:k\n",
                "crn:v1:bluemix:public:kms:lo cal:a/x:i:key:k",
            })
    void doesNotReadWhatItCouldNotWrite(String text) {
        assertThat(Crn.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "a b", "a\nb", "a\u0000b"})
    void refusesAnIdThatWouldMoveTheSegments(String id) {
        assertThatThrownBy(() -> INSTANCE.key(id)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Crn.cluster("local", ACCOUNT, id)).isInstanceOf(IllegalArgumentException.class);
    }
}
