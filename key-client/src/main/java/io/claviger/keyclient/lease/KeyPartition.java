package io.claviger.keyclient.lease;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Where Kafka's clients put a record by its key: murmur2, positive, modulo the number of partitions. */
public final class KeyPartition {

    private KeyPartition() {}

    public static int hash(String recordKey) {
        return Utils.toPositive(Utils.murmur2(recordKey.getBytes(StandardCharsets.UTF_8)));
    }
}
