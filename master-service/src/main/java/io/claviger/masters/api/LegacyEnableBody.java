package io.claviger.masters.api;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v1/clusters/{cluster}/kms} (clusters-api.md 1.4.1). */
record LegacyEnableBody(
        @Nullable String crkID,
        @Nullable String instanceID,
        @Nullable String url) {}
