package io.claviger.masters.clientcert;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The authority that signs the certificates of admin kubeconfigs. All three files or none: without, admin kubeconfigs carry
 * the caller's token like others. Each is read again when it has changed.
 */
@ConfigMapping(prefix = "claviger.masters.client-authority")
public interface ClientAuthorityConfig {

    /**
     * PEM: the first certificate signs, all are believed, so that a new authority can come before the old one goes. None of them
     * may be the authority of the front door's own certificate.
     */
    Optional<Path> certificate();

    /** PEM, PKCS #8 or as OpenSSL wrote it before: the key of the first certificate, EC or RSA. */
    Optional<Path> key();

    /** What only the front door knows as well, at least 32 characters in one line. Without it nobody's word about a certificate counts. */
    Optional<Path> frontDoorProof();
}
