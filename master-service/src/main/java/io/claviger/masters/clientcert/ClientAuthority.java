package io.claviger.masters.clientcert;

import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.operator.OperatorCreationException;

/** Issues client certificates, and knows whose are believed. Made at the start, so that half a configuration is noticed then. */
@Startup
@ApplicationScoped
public class ClientAuthority {

    /** For the clocks of other replicas, which check what this one issued. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final int SHORTEST_PROOF = 32;

    private final Optional<Files> files;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    private record Files(
            WatchedFile<List<X509Certificate>> certificates, WatchedFile<PrivateKey> key, WatchedFile<byte[]> proof) {}

    public ClientAuthority(ClientAuthorityConfig config, Clock clock) {
        this.files = files(config);
        this.clock = clock;
    }

    /** Whether there is one; without, nobody gets a certificate and none is believed. */
    public boolean isThere() {
        return files.isPresent();
    }

    /**
     * For a user, and for one cluster.
     *
     * @param until the certificate ends then or, if that is sooner, with its authority
     */
    public ClientCertificate issue(Caller caller, Crn cluster, Instant until) {
        try {
            return signing()
                    .certificate(new Holder(caller, cluster), clock.instant().minus(GRACE), until);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("a client certificate cannot be made: " + e.getMessage(), e);
        }
    }

    /** The first one signs. */
    List<X509Certificate> believed() throws IOException {
        return present().certificates().get();
    }

    /** In constant time. */
    boolean isFrontDoor(String proof) throws IOException {
        return MessageDigest.isEqual(present().proof().get(), proof.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IOException saying what keeps it from working */
    void requireUsable() throws IOException {
        present().proof().get();
        try {
            if (!signing().isUsable()) {
                throw new IOException("the first certificate is no authority's, or the key is not its own");
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("the key cannot sign, or is not the first certificate's", e);
        }
    }

    private Signing signing() throws IOException {
        return new Signing(believed().getFirst(), present().key().get(), random);
    }

    private Files present() {
        return files.orElseThrow(() -> new IllegalStateException("there is no client authority"));
    }

    private static Optional<Files> files(ClientAuthorityConfig config) {
        Optional<Path> certificate = config.certificate();
        Optional<Path> key = config.key();
        Optional<Path> proof = config.frontDoorProof();
        if (Stream.of(certificate, key, proof).allMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        if (Stream.of(certificate, key, proof).anyMatch(Optional::isEmpty)) {
            throw new IllegalStateException("claviger.masters.client-authority.certificate, .key and .front-door-proof"
                    + " go together, and not all of them are set");
        }
        return Optional.of(new Files(
                new WatchedFile<>(certificate.orElseThrow(), PemFile::certificates),
                new WatchedFile<>(key.orElseThrow(), PemFile::key),
                new WatchedFile<>(proof.orElseThrow(), ClientAuthority::proof)));
    }

    private static byte[] proof(String text) throws IOException {
        byte[] proof = text.strip().getBytes(StandardCharsets.UTF_8);
        if (proof.length < SHORTEST_PROOF) {
            throw new IOException("it has fewer than " + SHORTEST_PROOF + " characters");
        }
        return proof;
    }
}
