package io.claviger.bench;

import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.caller.IamConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The check of one caller's token: the first time, and every other time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 3)
@SuppressWarnings("NullAway.Init")
public class TokenBenchmark {

    private Callers remembering;
    private Callers forgetting;
    private String authorization;

    @Setup
    public void issue() throws JoseException {
        IamConfig config = config("PT10M");
        RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
        remembering = new Callers(config, (_, _) -> key.getRsaPublicKey());
        forgetting = new Callers(config("PT0S"), (_, _) -> key.getRsaPublicKey());
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(config.issuer());
        claims.setAudience(config.audience());
        claims.setSubject("IBMid-1");
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(60);
        claims.setClaim("iam_id", "IBMid-1");
        claims.setClaim("account", Map.of("bss", "1"));
        claims.setClaim("grants", Map.of("kms", List.of("Manager")));
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        token.setKey(key.getPrivateKey());
        token.setPayload(claims.toJson());
        authorization = "Bearer " + token.getCompactSerialization();
    }

    @Benchmark
    public Caller again() {
        return remembering.require(authorization);
    }

    @Benchmark
    public Caller first() {
        return forgetting.require(authorization);
    }

    private static IamConfig config(String cache) {
        return new SmallRyeConfigBuilder()
                .withMapping(IamConfig.class)
                .withDefaultValue("claviger.iam.jwks-cache", cache)
                .build()
                .getConfigMapping(IamConfig.class);
    }
}
