package io.claviger.masters.kubernetes;

import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An object as it is stored. The array is not copied; whoever gets it does not change it.
 *
 * @param dataKeyId the data key it is sealed under; null when the body is readable as it is
 */
@SuppressWarnings("ArrayRecordComponent")
public record Sealed(byte[] body, @Nullable UUID dataKeyId) {

    public boolean isSameAs(Sealed other) {
        return Objects.equals(dataKeyId, other.dataKeyId) && Arrays.equals(body, other.body);
    }

    @Override
    public String toString() {
        return "Sealed[" + body.length + " bytes, dataKeyId=" + dataKeyId + "]";
    }
}
