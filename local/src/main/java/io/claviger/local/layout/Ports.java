package io.claviger.local.layout;

import io.claviger.engines.FreePort;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Where each part listens, on the loopback address. */
public record Ports(int http, int https, int iam, int key, int master, int worker, int audit, int kafka, int postgres) {

    public static Ports standard() {
        return new Ports(8080, 8443, 8181, 8182, 8183, 8184, 8185, 19092, 15432);
    }

    /** Any that nobody uses now: for tests, and for a second system beside the first. */
    public static Ports free() {
        int[] port = IntStream.generate(FreePort::find).distinct().limit(9).toArray();
        return new Ports(port[0], port[1], port[2], port[3], port[4], port[5], port[6], port[7], port[8]);
    }

    /** By the option that changes it on the command line. */
    public Map<String, Integer> byOption() {
        var ports = new LinkedHashMap<String, Integer>();
        ports.put("--http-port", http);
        ports.put("--https-port", https);
        ports.put("--iam-port", iam);
        ports.put("--key-port", key);
        ports.put("--master-port", master);
        ports.put("--worker-port", worker);
        ports.put("--audit-port", audit);
        ports.put("--kafka-port", kafka);
        ports.put("--postgres-port", postgres);
        return ports;
    }
}
