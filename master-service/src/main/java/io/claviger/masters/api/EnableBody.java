package io.claviger.masters.api;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v2/enableKMS} (clusters-api.md 1.4.1). */
record EnableBody(
        @Nullable String cluster,
        @Nullable String instance_id,
        @Nullable String crk_id,
        @Nullable Boolean private_endpoint,
        @Nullable String account_id) {}
