package io.claviger.masters.ownport;

import io.claviger.masters.detection.Detection;
import io.claviger.masters.frontdoor.FrontDoorConfig;
import io.claviger.masters.kubernetes.ClusterAddresses;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.ownport.PortTable.Assigned;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps a port for each cluster in this replica, open while the cluster's root keys are usable, as far as its master knows. */
@ApplicationScoped
public class OwnPorts implements ClusterAddresses {

    private static final Logger LOG = Logger.getLogger(OwnPorts.class);
    private static final int HTTPS = 443;

    private final StatusOnDisable status;
    private final OwnPortConfig config;
    private final PortTable table;
    private final Detection detection;
    private final URI frontDoor;
    private final Map<ClusterId, Doors> doors = new ConcurrentHashMap<>();
    private volatile @Nullable Thread looker;

    public OwnPorts(
            @ConfigProperty(name = "claviger.masters.status-on-disable", defaultValue = "forbidden")
                    StatusOnDisable status,
            OwnPortConfig config,
            PortTable table,
            Detection detection,
            FrontDoorConfig frontDoor) {
        this.status = status;
        this.config = config;
        this.table = table;
        this.detection = detection;
        this.frontDoor = URI.create(frontDoor.httpsUrl());
    }

    /** One per address that is listened on. */
    private record Doors(int port, List<PortDoor> each) {
        void close() {
            each.forEach(PortDoor::close);
        }
    }

    void start(@Observes StartupEvent event) {
        switch (status) {
            case TIMEOUT -> looker = Thread.ofVirtual().name("own-ports").start(this::run);
            case FORBIDDEN -> {
                // Everything is below the address that all clusters share.
            }
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        Thread running = looker;
        if (running != null) {
            looker = null;
            running.interrupt();
            running.join();
        }
        closeAll();
    }

    @Override
    public String addressOf(ClusterId cluster) {
        Doors own = doors.get(cluster);
        String base = own == null
                ? frontDoor.toString()
                : "%s://%s:%d%s".formatted(frontDoor.getScheme(), frontDoor.getHost(), own.port(), frontDoor.getPath());
        return base + "/clusters/" + cluster;
    }

    /** Brings every port to what its cluster's keys say. */
    synchronized void look() {
        table.assign(config.first(), config.last());
        Map<ClusterId, Assigned> now = new HashMap<>();
        table.all().forEach(assigned -> now.put(assigned.cluster(), assigned));
        doors.forEach((cluster, own) -> {
            Assigned assigned = now.get(cluster);
            if (assigned == null || assigned.port() != own.port()) {
                doors.remove(cluster);
                own.close();
            }
        });
        now.values().forEach(this::bring);
    }

    synchronized void closeAll() {
        doors.values().forEach(Doors::close);
        doors.clear();
    }

    private void bring(Assigned assigned) {
        boolean shut = assigned.awaySince()
                .filter(since -> detection.noticed(assigned.cluster(), since))
                .isPresent();
        try {
            Doors own = doors.get(assigned.cluster());
            if (own == null) {
                own = new Doors(assigned.port(), doorsAt(assigned.port()));
                moveAll(own, shut);
                doors.put(assigned.cluster(), own);
            } else {
                moveAll(own, shut);
            }
        } catch (IOException e) {
            LOG.warnf(
                    "own port not moved cluster=%s port=%d shut=%s reason=%s",
                    assigned.cluster(), assigned.port(), shut, e.getMessage());
        }
    }

    private void moveAll(Doors own, boolean shut) throws IOException {
        try {
            for (PortDoor door : own.each()) {
                if (shut) {
                    door.shut();
                } else {
                    door.open();
                }
            }
        } catch (IOException e) {
            if (!doors.containsValue(own)) {
                own.close();
            }
            throw e;
        }
    }

    private List<PortDoor> doorsAt(int port) throws UnknownHostException {
        return Arrays.stream(addresses())
                .map(address -> new PortDoor(new InetSocketAddress(address, port), this::target))
                .toList();
    }

    private InetAddress[] addresses() throws UnknownHostException {
        if (config.listenOn().isPresent()) {
            return InetAddress.getAllByName(config.listenOn().get());
        }
        InetAddress[] named = InetAddress.getAllByName(frontDoor.getHost());
        boolean here = Arrays.stream(named).allMatch(InetAddress::isLoopbackAddress);
        return here ? named : new InetAddress[] {new InetSocketAddress(0).getAddress()};
    }

    private InetSocketAddress target() {
        URI to = config.forwardTo()
                .map(hostAndPort -> URI.create("tcp://" + hostAndPort))
                .orElse(frontDoor);
        return new InetSocketAddress(to.getHost(), to.getPort() < 0 ? HTTPS : to.getPort());
    }

    private void run() {
        while (looker != null) {
            try {
                look();
            } catch (RuntimeException e) {
                LOG.warnf("own ports stay as they are reason=%s", e.getMessage());
            }
            try {
                Thread.sleep(config.look());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
