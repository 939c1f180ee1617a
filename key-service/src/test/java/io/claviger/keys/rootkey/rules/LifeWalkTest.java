package io.claviger.keys.rootkey.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.operation.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lives: whatever the table allows leads to a life that makes sense. The seed names the walk. */
class LifeWalkTest {

    private static final List<Operation> CHANGES = List.of(
            Operation.DISABLE,
            Operation.ENABLE,
            Operation.ROTATE,
            Operation.DELETE,
            Operation.RESTORE,
            Operation.EXPIRE);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsItsInvariantsOnEveryWalk(long seed) {
        Random random = new Random(seed);
        Key key = Keys.root(KeyState.ACTIVE);
        Instant now = Keys.SINCE;
        for (int step = 0; step < 500; step++) {
            now = now.plus(Duration.ofSeconds(random.nextInt(100)));
            Operation operation = CHANGES.get(random.nextInt(CHANGES.size()));
            if (Lifecycle.refusal(operation, key).isPresent()) {
                continue;
            }
            Life former = key.life();

            Life next = change(operation, former, now);

            assertThat(next.revision()).isEqualTo(former.revision() + 1);
            assertThat(next.deletion() != null).isEqualTo(next.state() == KeyState.DESTROYED);
            assertThat(next.since()).isBetween(former.since(), now);
            assertThat(next.since().equals(former.since()) || next.since().equals(now))
                    .isTrue();
            assertThat(next.current().ordinal())
                    .isBetween(former.current().ordinal(), former.current().ordinal() + 1);
            assertThat(next.lastUpdate()).isEqualTo(now);
            key = key.with(next);
        }
        assertThat(key.life().revision()).isGreaterThan(100);
    }

    private static Life change(Operation operation, Life life, Instant now) {
        return switch (operation) {
            case DISABLE -> life.disabled(now);
            case ENABLE -> life.enabled(now);
            case DELETE -> life.deleted(now, "IBMid-1");
            case RESTORE -> life.restored(now);
            case EXPIRE -> life.expired(now);
            default ->
                life.rotated(new Life.Version(
                        new VersionId(UUID.randomUUID()), life.current().ordinal() + 1, 256, now));
        };
    }
}
