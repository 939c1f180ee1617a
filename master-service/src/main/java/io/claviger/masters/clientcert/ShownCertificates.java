package io.claviger.masters.clientcert;

import io.claviger.masters.clientcert.Presented.Doubtful;
import io.claviger.masters.clientcert.Presented.Nothing;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Certificates that clients have shown to the front door, as far as its word reaches. */
@ApplicationScoped
public class ShownCertificates {

    /** The certificate, as a byte sequence of RFC 8941 (RFC 9440 section 2.2). */
    public static final String CERTIFICATE = "Client-Cert";

    /** That it is the front door who says so. */
    public static final String PROOF = "Claviger-Front-Door";

    private static final Logger LOG = Logger.getLogger(ShownCertificates.class);

    private final ClientAuthority authority;
    private final Clock clock;

    public ShownCertificates(ClientAuthority authority, Clock clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /**
     * @param certificate value of {@link #CERTIFICATE}
     * @param proof value of {@link #PROOF}
     * @param cluster id of the cluster that the request is for
     */
    public Presented judge(@Nullable String certificate, @Nullable String proof, String cluster) {
        if (certificate == null) {
            return new Nothing();
        }
        try {
            if (!authority.isThere() || proof == null || !authority.isFrontDoor(proof)) {
                return new Doubtful("a client certificate counts only when it was shown to the front door");
            }
            return CertificateCheck.check(parse(certificate), authority.believed(), cluster, clock.instant());
        } catch (CertificateException | IllegalArgumentException e) {
            return new Doubtful("the client certificate cannot be read");
        } catch (IOException e) {
            LOG.errorf("client certificate not checked reason=%s", e.getMessage());
            return new Doubtful("client certificates cannot be checked now");
        }
    }

    private static X509Certificate parse(String field) throws CertificateException {
        if (field.length() < 2 || !field.startsWith(":") || !field.endsWith(":")) {
            throw new CertificateException("not a byte sequence");
        }
        byte[] der = Base64.getDecoder().decode(field.substring(1, field.length() - 1));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
