package io.claviger.masters.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.work.MasterWork.Kind;
import io.claviger.masters.work.WorkQueue.Claim;
import io.claviger.testkit.Patience;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class WorkRunnerTest {

    private static final Claim CLAIM =
            new Claim(UUID.randomUUID(), new ClusterId("00000000000000000000"), Kind.DEPLOY, 0, 1);

    private final AtomicInteger claims = new AtomicInteger();
    private final AtomicInteger steps = new AtomicInteger();
    private final AtomicInteger putOffs = new AtomicInteger();

    @Test
    void goesOnAfterAnError() throws InterruptedException {
        // Given a queue whose first claim, and work whose first step, ends in an error
        WorkRunner runner = new WorkRunner(new FailingQueue(), new OneLoop(), List.of(new FailingWork()));

        // When
        runner.start(new StartupEvent());

        // Then
        Patience.await().until(() -> steps.get() >= 2);
        assertThat(putOffs).hasValue(1);
        runner.stop(new ShutdownEvent());
    }

    private final class FailingQueue extends WorkQueue {

        FailingQueue() {
            super(new Sql(new NoDatabase().source()), Clock.systemUTC());
        }

        @Override
        public Optional<Claim> claim(Duration lease) {
            if (claims.getAndIncrement() == 0) {
                throw new StackOverflowError("of the test");
            }
            return Optional.of(CLAIM);
        }

        @Override
        void goOn(Claim claim) {
            // The next claim is the same.
        }

        @Override
        void putOff(Claim claim, Duration pause) {
            putOffs.incrementAndGet();
        }
    }

    private final class FailingWork implements MasterWork {
        @Override
        public Kind kind() {
            return Kind.DEPLOY;
        }

        @Override
        public WorkOutcome step(Claim claim) {
            if (steps.getAndIncrement() == 0) {
                throw new StackOverflowError("of the test");
            }
            return new WorkOutcome.GoOn();
        }
    }

    private static final class OneLoop implements WorkConfig {
        @Override
        public boolean runner() {
            return true;
        }

        @Override
        public Duration poll() {
            return Duration.ofMillis(10);
        }

        @Override
        public Duration lease() {
            return Duration.ofSeconds(5);
        }

        @Override
        public int concurrency() {
            return 1;
        }
    }

    private static final class NoDatabase {
        DataSource source() {
            return (DataSource) java.lang.reflect.Proxy.newProxyInstance(
                    DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, _, _) -> {
                        throw new SQLException("there is no database");
                    });
        }
    }
}
