package io.claviger.masters.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.claviger.events.PoolOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an order said beyond what the service acts on; kept because reads give it back.
 *
 * @param vpcs ids of the virtual private clouds; empty when there is none
 * @param zones zones of the default pool
 * @param defaultPool for who has missed the event that ordered it; absent when none was ordered, and for clusters from before it was kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Ordered(
        String podSubnet,
        String serviceSubnet,
        String networkPlugin,
        String entitlement,
        String offering,
        boolean publicServiceEndpoint,
        boolean privateServiceEndpoint,
        @Nullable String cosInstanceCRN,
        List<String> vpcs,
        List<String> zones,
        @Nullable PoolOrder defaultPool) {

    public Ordered {
        vpcs = List.copyOf(vpcs);
        zones = List.copyOf(zones);
    }

    public Ordered with(@Nullable PoolOrder pool) {
        return new Ordered(
                podSubnet,
                serviceSubnet,
                networkPlugin,
                entitlement,
                offering,
                publicServiceEndpoint,
                privateServiceEndpoint,
                cosInstanceCRN,
                vpcs,
                zones,
                pool);
    }
}
