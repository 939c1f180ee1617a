package io.claviger.local.frontdoor;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.ProxyRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Certificates that clients show while TLS is set up. Only those that the authority has signed get in; that they have expired, or
 * are for another cluster, is for the service to say, since in a handshake nobody could be told. The certificate goes on to it
 * as RFC 9440 has it, beside a secret that only the two know.
 */
final class ClientCertificates {
    private static final String CERTIFICATE = "Client-Cert";
    private static final String PROOF = "Claviger-Front-Door";

    /** What only the door may say: never passed on from a client, whichever way and wherever to. */
    static final List<String> OWN_WORDS = List.of(CERTIFICATE, "Client-Cert-Chain", PROOF);

    private record Content(List<X509Certificate> authorities, String proof) {}

    private final FrontDoorConfig.Clients files;
    private volatile Content content;

    private ClientCertificates(FrontDoorConfig.Clients files, Content content) {
        this.files = files;
        this.content = content;
    }

    static ClientCertificates open(FrontDoorConfig.Clients files) throws IOException, CertificateException {
        return new ClientCertificates(files, read(files));
    }

    /** Reads the files again. What was known before stays if they cannot be read. */
    void reload() throws IOException, CertificateException {
        content = read(files);
    }

    private static Content read(FrontDoorConfig.Clients files) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(files.authority())) {
            List<X509Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (authorities.isEmpty()) {
                throw new CertificateException("there is no certificate in " + files.authority());
            }
            return new Content(authorities, Files.readString(files.proof()).strip());
        }
    }

    /** Says which certificate the client has shown, if it has. */
    void tell(HttpServerRequest request, ProxyRequest outbound) {
        X509Certificate shown = shown(request.sslSession());
        if (shown == null) {
            return;
        }
        try {
            String der = Base64.getEncoder().encodeToString(shown.getEncoded());
            outbound.putHeader(CERTIFICATE, ":" + der + ":").putHeader(PROOF, content.proof());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that came in a handshake has no encoding", e);
        }
    }

    private static @Nullable X509Certificate shown(@Nullable SSLSession session) {
        try {
            return session == null ? null : (X509Certificate) session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    /** Also tells clients which authority is meant, so that they do not show what they have from others. */
    X509TrustManager trust() {
        return new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
                if (content.authorities().stream().noneMatch(authority -> hasSigned(authority, chain[0]))) {
                    throw new CertificateException("not from the authority of clients");
                }
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
                throw new CertificateException("the door trusts no server by this");
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return content.authorities().toArray(X509Certificate[]::new);
            }
        };
    }

    private static boolean hasSigned(X509Certificate authority, X509Certificate leaf) {
        if (!authority.getSubjectX500Principal().equals(leaf.getIssuerX500Principal())) {
            return false;
        }
        try {
            leaf.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
