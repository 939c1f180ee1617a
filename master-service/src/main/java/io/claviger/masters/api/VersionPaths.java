package io.claviger.masters.api;

import io.claviger.masters.version.ClusterVersion;
import io.claviger.masters.version.OfferedVersions;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** What versions a cluster can be ordered with; no token is needed to read it (clusters-api.md 1.3.1). */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
public class VersionPaths {

    @GET
    @Path("/v2/getVersions")
    public Map<String, List<Map<String, Object>>> v2() {
        return byType();
    }

    @GET
    @Path("/v1/versions")
    public Map<String, List<Map<String, Object>>> v1() {
        return byType();
    }

    @GET
    @Path("/v1/kube-versions")
    public List<Map<String, Object>> kubernetes() {
        return of("kubernetes");
    }

    private static Map<String, List<Map<String, Object>>> byType() {
        return Map.of("kubernetes", of("kubernetes"), "openshift", of("openshift"));
    }

    private static List<Map<String, Object>> of(String type) {
        return OfferedVersions.all().stream()
                .filter(version -> version.type().equals(type))
                .map(VersionPaths::view)
                .toList();
    }

    private static Map<String, Object> view(ClusterVersion version) {
        return Map.of(
                "major", version.major(),
                "minor", version.minor(),
                "patch", version.patch(),
                "default", OfferedVersions.isDefault(version),
                "end_of_service", "");
    }
}
