package io.claviger.workers.api;

import io.claviger.workers.api.CreatePoolBody.EncryptionBody;
import io.claviger.workers.api.CreatePoolBody.ZoneBody;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v1/clusters/{c}/workerpools}: the same order under classic's older names. */
record CreateClassicPoolBody(
        @Nullable String name,
        @Nullable Integer sizePerZone,
        @Nullable String machineType,
        @Nullable String isolation,
        @Nullable Map<String, @Nullable String> labels,
        @Nullable String operatingSystem,
        @Nullable Boolean diskEncryption,
        @Nullable List<@Nullable ZoneBody> zones,
        @Nullable EncryptionBody workerVolumeEncryption,
        @Nullable String kmsInstanceID,
        @Nullable String workerVolumeCRKID) {

    CreatePoolBody in(String cluster) {
        Access.required("machineType", machineType);
        if (Boolean.FALSE.equals(diskEncryption)) {
            throw ApiError.BAD_PARAMETER.refusal(
                    "'diskEncryption' cannot be false here: every secondary disk is encrypted.");
        }
        return new CreatePoolBody(
                cluster,
                name,
                machineType,
                isolation,
                labels,
                operatingSystem,
                null,
                sizePerZone,
                zones,
                workerVolumeEncryption,
                kmsInstanceID,
                workerVolumeCRKID,
                null);
    }
}
