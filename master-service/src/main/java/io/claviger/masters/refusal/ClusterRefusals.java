package io.claviger.masters.refusal;

import io.claviger.kit.clusters.ClustersDialect;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Gives refusals, this service's own and those of the kit, the clusters API's form. */
@ApplicationScoped
public class ClusterRefusals extends ClustersDialect {

    @Override
    public boolean speaks(String path) {
        return super.speaks(path)
                || path.startsWith("/claviger/v1/clusters")
                || path.startsWith("claviger/v1/clusters");
    }

    @ServerExceptionMapper
    public Response refused(ClusterRefusal refusal) {
        return answer(refusal);
    }
}
