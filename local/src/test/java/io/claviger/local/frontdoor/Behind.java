package io.claviger.local.frontdoor;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What stands behind the doors of tests. */
final class Behind {

    /** A port that no other program can be given meanwhile. */
    static final URI NOBODY = URI.create("http://127.0.0.1:1");

    private Behind() {}

    /** One server that plays every service. */
    static Map<Upstream, List<URI>> all(URI there) {
        return Arrays.stream(Upstream.values()).collect(Collectors.toMap(service -> service, _ -> List.of(there)));
    }

    /** A door on free ports that shows the certificate, asks for none, and leaves at once. */
    static FrontDoorConfig door(Path certificate, Path key, Map<Upstream, List<URI>> upstreams) {
        return new FrontDoorConfig(
                "127.0.0.1", 0, 0, certificate, key, null, null, false, false, Duration.ZERO, upstreams);
    }
}
