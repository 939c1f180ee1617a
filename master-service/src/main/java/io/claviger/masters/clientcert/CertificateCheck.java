package io.claviger.masters.clientcert;

import io.claviger.masters.clientcert.Presented.Certified;
import io.claviger.masters.clientcert.Presented.Doubtful;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a certificate lets its holder into a cluster: by RFC 5280's rules, then by ours. Nothing is asked of anybody. */
final class CertificateCheck {

    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private CertificateCheck() {}

    /** @param believed authorities, of which one must have signed the certificate itself */
    static Presented check(X509Certificate certificate, List<X509Certificate> believed, String cluster, Instant now) {
        try {
            certificate.checkValidity(Date.from(now));
            validate(certificate, believed, now);
            List<String> usages = certificate.getExtendedKeyUsage();
            if (usages == null || !usages.contains(CLIENT_AUTH)) {
                return new Doubtful("the client certificate was not made for clients");
            }
        } catch (CertificateExpiredException e) {
            return new Doubtful("the client certificate has expired at "
                    + certificate.getNotAfter().toInstant() + "; get a new admin kubeconfig");
        } catch (CertificateNotYetValidException e) {
            return new Doubtful("the client certificate is not valid before "
                    + certificate.getNotBefore().toInstant());
        } catch (CertPathValidatorException e) {
            return new Doubtful("the client certificate is not from the authority of this installation");
        } catch (GeneralSecurityException e) {
            return new Doubtful("the client certificate cannot be checked");
        }
        return Holder.of(certificate)
                .<Presented>map(holder -> holder.cluster().instance().equals(cluster)
                        ? new Certified(holder.caller())
                        : new Doubtful("the client certificate is for another cluster"))
                .orElseGet(() -> new Doubtful("the client certificate names no user and cluster"));
    }

    private static void validate(X509Certificate certificate, List<X509Certificate> believed, Instant now)
            throws GeneralSecurityException {
        Set<TrustAnchor> anchors =
                believed.stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toSet());
        PKIXParameters rules = new PKIXParameters(anchors);
        // They live as long as a token, which nobody can revoke either.
        rules.setRevocationEnabled(false);
        rules.setDate(Date.from(now));
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
        CertPathValidator.getInstance("PKIX").validate(path, rules);
    }
}
