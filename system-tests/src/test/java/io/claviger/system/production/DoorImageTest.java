package io.claviger.system.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The front door listens to the internet: nothing is in its image that it does not need. */
class DoorImageTest {

    @Test
    void holdsTheSameHoweverItIsBuilt() throws IOException {
        assertThat(DoorImage.libraries("front-door-from-source"))
                .isNotEmpty()
                .isEqualTo(DoorImage.libraries("front-door-packaged"));
    }

    @Test
    void holdsNoEngine() throws IOException {
        assertThat(DoorImage.classPath()).contains("vertx-core").doesNotContain("kafka", "postgres");
    }
}
