package io.claviger.masters.refusal;

import io.claviger.kit.web.Correlation;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Gives a refusal the clusters API's body. */
public class ClusterRefusalMapper {

    @ServerExceptionMapper
    public Response refused(ClusterRefusal refusal) {
        return Response.status(refusal.fault().status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorBody.of(refusal.fault(), refusal.description(), Correlation.currentOrNew()))
                .build();
    }
}
