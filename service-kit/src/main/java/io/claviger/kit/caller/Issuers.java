package io.claviger.kit.caller;

import io.claviger.kit.web.StorableText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/** The issuers that are trusted, each with its own keys and its own way of saying who somebody is. */
final class Issuers {

    private static final int CLOCK_SKEW_SECONDS = 10;
    /** Ids are keys of tables and of their indexes: what does not fit there could act without a record (I6). */
    private static final int LONGEST_ID = 256;

    /** Reads who a token says it is from, and believes nothing. */
    private static final JwtConsumer UNCHECKED = new JwtConsumerBuilder()
            .setSkipAllValidators()
            .setDisableRequireSignature()
            .setSkipSignatureVerification()
            .build();

    private final Issuer own;
    private final Map<String, Issuer> others = new HashMap<>();

    interface Reading {
        Caller caller(JwtClaims claims) throws MalformedClaimException;
    }

    /** @param until when the token expires, in milliseconds of the epoch */
    record Checked(Caller caller, long until) {}

    private record Issuer(JwtConsumer tokens, Reading reading) {
        Checked check(String token) throws InvalidJwtException, MalformedClaimException {
            JwtClaims claims = tokens.processToClaims(token);
            return new Checked(
                    storable(reading.caller(claims)), claims.getExpirationTime().getValueInMillis());
        }

        private static Caller storable(Caller caller) throws MalformedClaimException {
            if (caller.iamId().length() > LONGEST_ID) {
                throw new MalformedClaimException("the caller's id is longer than " + LONGEST_ID + " characters");
            }
            if (!StorableText.isStorable(caller.iamId()) || !StorableText.isStorable(caller.name())) {
                throw new MalformedClaimException("the caller's id or name has characters that cannot be stored");
            }
            return caller;
        }
    }

    Issuers(IamConfig config, VerificationKeyResolver ownKeys) {
        this.own = new Issuer(consumer(config.issuer(), config.audience(), ownKeys), OwnClaims::caller);
        config.issuers().forEach((name, other) -> {
            if (other.issuer().equals(config.issuer()) || others.containsKey(other.issuer())) {
                throw new IllegalStateException(
                        "claviger.iam.issuers." + name + ".issuer is that of another issuer already");
            }
            OtherClaims claims = new OtherClaims(name, other);
            others.put(
                    other.issuer(),
                    new Issuer(
                            consumer(
                                    other.issuer(),
                                    other.audience(),
                                    TrustedKeys.publishedAt(other.jwksUrl(), config.jwksCache())),
                            claims::caller));
        });
    }

    Checked check(String token) throws InvalidJwtException, MalformedClaimException {
        return of(token).orElse(own).check(token);
    }

    private Optional<Issuer> of(String token) throws MalformedClaimException {
        if (others.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(
                    others.get(UNCHECKED.processToClaims(token).getIssuer()));
        } catch (InvalidJwtException e) {
            // Not readable for anybody; the own issuer's refusal says so.
            return Optional.empty();
        }
    }

    private static JwtConsumer consumer(String issuer, String audience, VerificationKeyResolver keys) {
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(keys)
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
                .setExpectedIssuer(issuer)
                .setExpectedAudience(true, audience)
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                .build();
    }

    /** Role lists by service, from a claim that holds an object; whatever else stands there is no grant. */
    static Map<String, List<String>> byService(Map<?, ?> claim) {
        Map<String, List<String>> grants = new HashMap<>();
        claim.forEach((service, roles) -> {
            if (service instanceof String name && roles instanceof List<?> list) {
                grants.put(name, list.stream().map(String::valueOf).toList());
            }
        });
        return grants;
    }
}
