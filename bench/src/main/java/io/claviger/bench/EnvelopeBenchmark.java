package io.claviger.bench;

import io.claviger.crypto.EnvelopeCipher;
import io.claviger.crypto.EnvelopeKey;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A data key of 32 bytes into an envelope and out again, under a key that is kept open and under one that is not. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 3)
public class EnvelopeBenchmark {

    private final SecureRandom random = new SecureRandom();
    private final EnvelopeCipher cipher = new EnvelopeCipher(random);
    private final SecretBytes root = SecretBytes.random(random, 32);
    private final UUID keyId = UUID.randomUUID();
    private final UUID versionId = UUID.randomUUID();
    private final EnvelopeKey open = EnvelopeKey.derive(root, keyId, versionId);
    private final SecretBytes dataKey = SecretBytes.random(random, 32);
    private final List<String> aad = List.of();
    private final byte[] wrapped = cipher.seal(open, aad, dataKey);

    @Benchmark
    public byte[] wrap() {
        return cipher.seal(open, aad, dataKey);
    }

    @Benchmark
    public Opening unwrap() {
        return cipher.open(open, aad, wrapped);
    }

    @Benchmark
    public byte[] deriveAndWrap() {
        try (EnvelopeKey derived = EnvelopeKey.derive(root, keyId, versionId)) {
            return cipher.seal(derived, aad, dataKey);
        }
    }
}
