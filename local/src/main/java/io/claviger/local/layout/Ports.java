package io.claviger.local.layout;

import io.claviger.engines.FreePort;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where each part listens, on the loopback address. */
public record Ports(int http, int https, int iam, int key, int master, int worker, int audit, int kafka, int postgres) {

    public static Ports standard() {
        return new Ports(8080, 8443, 8181, 8182, 8183, 8184, 8185, 19092, 15432);
    }

    /** Any that nobody uses now: for tests, and for a second system beside the first. */
    public static Ports free() {
        return new Ports(
                FreePort.find(),
                FreePort.find(),
                FreePort.find(),
                FreePort.find(),
                FreePort.find(),
                FreePort.find(),
                FreePort.find(),
                FreePort.find(),
                FreePort.find());
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
