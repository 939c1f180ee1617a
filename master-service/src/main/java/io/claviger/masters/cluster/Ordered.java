package io.claviger.masters.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an order said beyond what the service acts on; kept because reads give it back.
 *
 * @param vpcs ids of the virtual private clouds; empty when there is none
 * @param zones zones of the default pool
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
        List<String> zones) {

    public Ordered {
        vpcs = List.copyOf(vpcs);
        zones = List.copyOf(zones);
    }
}
