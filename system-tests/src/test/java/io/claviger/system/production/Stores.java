package io.claviger.system.production;

import io.claviger.local.pki.Authority;
import io.claviger.local.pki.Issued;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Certificates in the forms in which JVMs take them. */
final class Stores {

    private Stores() {}

    /** PKCS #12 with a certificate and its key, as {@code user.p12} of a KafkaUser's secret. */
    static byte[] own(Issued issued, String password) throws IOException {
        return bytes(keys(issued, password.toCharArray()), password);
    }

    /** PKCS #12 with an authority's certificate, as {@code ca.p12} of Strimzi's secrets. */
    static byte[] trusted(Authority authority, String password) throws IOException {
        return bytes(trust(authority), password);
    }

    /** @param shown nothing is shown for null */
    static SSLContext client(Authority trusted, @Nullable Issued shown) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trust(trusted));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            char[] password = "of this store".toCharArray();
            keys.init(shown == null ? empty() : keys(shown, password), password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore keys(Issued issued, char[] password) throws IOException {
        try {
            KeyStore store = empty();
            store.setKeyEntry("own", issued.key(), password, new X509Certificate[] {issued.certificate()});
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static KeyStore trust(Authority authority) throws IOException {
        try {
            KeyStore store = empty();
            store.setCertificateEntry("ca.crt", authority.own().certificate());
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static byte[] bytes(KeyStore store, String password) throws IOException {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            store.store(out, password.toCharArray());
            return out.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
