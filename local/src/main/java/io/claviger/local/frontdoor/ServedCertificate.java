package io.claviger.local.frontdoor;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The door's own certificate, as its files have it now: somebody renews them in their place. Vert.x' own update of a server's
 * options refuses whoever connects while it reads; here the former certificate is served until the next has been read.
 */
final class ServedCertificate extends X509ExtendedKeyManager {
    private final Vertx vertx;
    private final Path certificate;
    private final Path key;
    private volatile X509ExtendedKeyManager now;

    ServedCertificate(Vertx vertx, Path certificate, Path key) throws Exception {
        this.vertx = vertx;
        this.certificate = certificate;
        this.key = key;
        this.now = read();
    }

    /** What cannot be read leaves the former in force. */
    void readAgain() {
        vertx.<X509ExtendedKeyManager>executeBlocking(this::read)
                .onSuccess(next -> now = next)
                .onFailure(failure -> System.err.println("own certificate not reloaded: " + failure));
    }

    private X509ExtendedKeyManager read() throws Exception {
        // New options each time, because they keep what they have read.
        var files = new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString());
        for (KeyManager manager : files.getKeyManagerFactory(vertx).getKeyManagers()) {
            if (manager instanceof X509ExtendedKeyManager usable) {
                return usable;
            }
        }
        throw new GeneralSecurityException("no key in " + key);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return now.chooseEngineServerAlias(type, issuers, engine);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return now.chooseServerAlias(type, issuers, socket);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return now.getServerAliases(type, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return now.chooseClientAlias(types, issuers, socket);
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return now.getClientAliases(type, issuers);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return now.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return now.getPrivateKey(alias);
    }
}
