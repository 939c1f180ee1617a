package io.claviger.workers.api;

import io.claviger.kit.clusters.ClustersRefusal;

/** A request that this service refuses. */
public final class ApiRefusal extends ClustersRefusal {

    private static final long serialVersionUID = 1L;

    private final ApiError error;

    ApiRefusal(ApiError error, String description) {
        super(description);
        this.error = error;
    }

    @Override
    public ApiError fault() {
        return error;
    }
}
