package io.claviger.workers.disk.flow;

import io.claviger.workers.disk.DiskDriver;
import io.claviger.workers.disk.DiskException;
import io.claviger.workers.disk.file.LuksDisks;
import io.claviger.workers.disk.file.SealedFileDisks;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** The disk drivers of this machine. */
@Startup
@ApplicationScoped
public class Disks {

    private static final Logger LOG = Logger.getLogger(Disks.class);

    private final Map<String, DiskDriver> drivers = new LinkedHashMap<>();
    private final DiskDriver forNewDisks;

    public Disks(DiskConfig config, SecureRandom random) {
        LuksDisks.find(config.cryptsetup(), config.disks()).ifPresent(luks -> drivers.put(luks.name(), luks));
        DiskDriver sealed = new SealedFileDisks(config.disks(), random);
        drivers.put(sealed.name(), sealed);
        forNewDisks = named(
                switch (config.diskDriver()) {
                    case AUTO -> drivers.containsKey(LuksDisks.NAME) ? LuksDisks.NAME : SealedFileDisks.NAME;
                    case LUKS2 -> LuksDisks.NAME;
                    case SEALED_FILE -> SealedFileDisks.NAME;
                });
        LOG.infof("disks driver=%s folder=%s", forNewDisks.name(), config.disks());
        if (config.diskDriver() == DiskConfig.Driver.AUTO && !forNewDisks.name().equals(LuksDisks.NAME)) {
            LOG.warnf("disks are no LUKS volumes: there is no %s on this machine", config.cryptsetup());
        }
    }

    public DiskDriver forNewDisks() {
        return forNewDisks;
    }

    public Collection<DiskDriver> all() {
        return drivers.values();
    }

    /** The driver that made a disk. */
    public DiskDriver named(String name) {
        DiskDriver driver = drivers.get(name);
        if (driver == null) {
            throw new DiskException(
                    "the disk driver " + name + " is not on this machine"
                            + (name.equals(LuksDisks.NAME) ? "; install cryptsetup" : ""),
                    null);
        }
        return driver;
    }
}
