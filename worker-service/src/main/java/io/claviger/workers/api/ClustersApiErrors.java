package io.claviger.workers.api;

import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.kit.clusters.ClustersDialect;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Gives refusals, this service's own and those of key-service and the kit, the clusters API's form. */
@ApplicationScoped
public class ClustersApiErrors extends ClustersDialect {

    @Override
    public boolean speaks(String path) {
        return super.speaks(path) || path.equals("/graphql");
    }

    @ServerExceptionMapper
    public Response refused(ApiRefusal refusal) {
        return answer(refusal);
    }

    @ServerExceptionMapper
    public Response unreachable(KmsUnreachableException failure) {
        return answer(ApiError.KMS_UNAVAILABLE.refusal());
    }

    @ServerExceptionMapper
    public Response keyRefused(KeyRefusedException failure) {
        return answer(ApiError.KMS_NOT_AUTHORIZED.refusal(failure.getMessage() + " (" + failure.code() + ")"));
    }
}
