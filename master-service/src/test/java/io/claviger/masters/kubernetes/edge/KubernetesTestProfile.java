package io.claviger.masters.kubernetes.edge;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Clusters and keys that tests command, and TLS: kubectl sends its token over nothing else. */
public class KubernetesTestProfile implements QuarkusTestProfile {

    /** System property with the path of the certificate that clients must trust. */
    static final String CERTIFICATE = "claviger.test.certificate";

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(TestClusters.class, TestSealing.class, TestExchange.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                // It would wait for the locks of a test that counts who waits.
                "claviger.masters.former-keys.sweep",
                "off",
                "quarkus.http.ssl.certificate.key-store-file",
                keyStore().toString(),
                "quarkus.http.ssl.certificate.key-store-file-type",
                "PKCS12",
                "quarkus.http.ssl.certificate.key-store-password",
                "changeit",
                "quarkus.http.test-ssl-port",
                "0");
    }

    /** Made once per JVM: Quarkus asks a profile more than once, in more than one class loader. */
    static Path keyStore() {
        String made = System.getProperty(CERTIFICATE);
        if (made != null) {
            return Path.of(made).resolveSibling("server.p12");
        }
        try {
            Path folder = Files.createTempDirectory("kubernetes-tls");
            Path store = folder.resolve("server.p12");
            Path certificate = folder.resolve("server.pem");
            keytool(List.of(
                    "-genkeypair",
                    "-alias",
                    "server",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-validity",
                    "2",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "SAN=dns:localhost,ip:127.0.0.1",
                    "-ext",
                    "BC=ca:true",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    "changeit"));
            keytool(List.of(
                    "-exportcert",
                    "-rfc",
                    "-alias",
                    "server",
                    "-file",
                    certificate.toString(),
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    "changeit"));
            System.setProperty(CERTIFICATE, certificate.toString());
            return store;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void keytool(List<String> arguments) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(keytool.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("keytool: " + output);
        }
    }
}
