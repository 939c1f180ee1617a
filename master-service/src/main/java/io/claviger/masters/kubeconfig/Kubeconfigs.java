package io.claviger.masters.kubeconfig;

import io.claviger.kit.caller.Caller;
import io.claviger.masters.clientcert.ClientCertificate;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.cluster.KeyCondition;
import io.claviger.masters.cluster.KeySentences;
import io.claviger.masters.cluster.KeyStanding.Held;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.detection.Detection;
import io.claviger.masters.frontdoor.FrontDoorConfig;
import io.claviger.masters.ownport.OwnPorts;
import io.claviger.masters.refusal.ClusterFault;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes kubeconfigs. */
@ApplicationScoped
public class Kubeconfigs {

    private final FrontDoorConfig config;
    private final OwnPorts ports;
    private final Detection detection;

    public Kubeconfigs(FrontDoorConfig config, OwnPorts ports, Detection detection) {
        this.config = config;
        this.ports = ports;
        this.detection = detection;
    }

    /** @param inFolder whether a zip has the folder that the v1 client looks for, and the v2 client does not */
    public byte[] write(
            ClusterStanding standing, Caller caller, Login login, KubeconfigFormat format, boolean inFolder) {
        requireReachable(standing);
        Cluster cluster = standing.cluster();
        Kubeconfig kubeconfig = new Kubeconfig(
                cluster.name(),
                cluster.id().value(),
                ports.addressOf(cluster.id()),
                config.caFile().map(Kubeconfigs::read).orElse(null),
                caller.name(),
                login);
        return switch (format) {
            case YAML -> utf8(Yaml.write(kubeconfig.tree()));
            case JSON -> utf8(kubeconfig.tree().toPrettyString());
            case ZIP -> zip(kubeconfig, cluster, inFolder);
        };
    }

    /** The caller's own token, with where it is from. */
    public Login.Token token(String token) {
        return new Login.Token(token, config.httpsUrl() + "/identity");
    }

    /** Why roles cannot be brought into the cluster; empty as long as its master knows of nothing that is in the way. */
    public Optional<String> obstacle(ClusterStanding standing) {
        return standing.key() instanceof Held held
                        && held.condition() != KeyCondition.USABLE
                        && detection.noticed(standing.cluster().id(), held.since())
                ? Optional.of(KeySentences.why(held))
                : Optional.empty();
    }

    /** While the root key is not usable, roles cannot be brought into the cluster, so there is no way in (S103). */
    private void requireReachable(ClusterStanding standing) {
        if (standing.cluster().lifeCycle() != LifeCycle.DEPLOYED) {
            throw ClusterFault.CLUSTER_NOT_READY.because("The cluster is %s; its master cannot be reached."
                    .formatted(standing.state().wireName()));
        }
        obstacle(standing).ifPresent(why -> {
            throw ClusterFault.KEY_NOT_USABLE.because("The cluster is in the state '%s' and cannot be accessed. %s"
                    .formatted(standing.state().wireName(), why));
        });
    }

    private static byte[] zip(Kubeconfig kubeconfig, Cluster cluster, boolean inFolder) {
        String base = cluster.region() + "-" + cluster.name();
        String folder = inFolder ? "kubeConfig" + cluster.id() + "/" : "";
        String ca = "ca-" + base + ".pem";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            String suffix = inFolder ? ".yml" : ".yaml";
            entry(zip, folder + "kube-config-" + base + suffix, utf8(Yaml.write(kubeconfig.treeWithFiles(ca))));
            Optional<String> pem = Optional.ofNullable(kubeconfig.caPem());
            if (pem.isPresent()) {
                entry(zip, folder + ca, utf8(pem.get()));
            }
            if (kubeconfig.login() instanceof Login.Certificate(ClientCertificate issued)) {
                entry(zip, folder + Kubeconfig.CERTIFICATE_FILE, issued.certificate());
                entry(zip, folder + Kubeconfig.KEY_FILE, issued.key());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a kubeconfig cannot be written in memory", e);
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the front door's certificate authority cannot be read from " + file, e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
