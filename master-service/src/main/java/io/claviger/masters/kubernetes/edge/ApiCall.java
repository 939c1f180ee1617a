package io.claviger.masters.kubernetes.edge;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came.
 *
 * @param path below the cluster, decoded
 * @param clientCertificate what the front door says that the client has shown
 * @param frontDoorProof that it is the front door who says so
 * @param upgrade the protocol that the client would rather speak
 * @param csrfToken what only a program sets, and no browser on behalf of another page
 */
@SuppressWarnings("ArrayRecordComponent")
record ApiCall(
        String method,
        String cluster,
        List<String> path,
        Map<String, List<String>> query,
        @Nullable String authorization,
        @Nullable String clientCertificate,
        @Nullable String frontDoorProof,
        @Nullable String accept,
        @Nullable String contentType,
        @Nullable String userAgent,
        @Nullable String upgrade,
        @Nullable String csrfToken,
        byte[] body) {

    List<String> parameters(String name) {
        return query.getOrDefault(name, List.of());
    }

    @Nullable
    String parameter(String name) {
        List<String> values = parameters(name);
        return values.isEmpty() ? null : values.getFirst();
    }

    /** Of a flag such as {@code watch=true}. */
    boolean isSet(String name) {
        String value = parameter(name);
        return value != null && (value.equals("1") || value.equalsIgnoreCase("true"));
    }

    /** The Content-Type without its parameters; empty when there was none. */
    String mediaType() {
        String header = contentType == null ? "" : contentType;
        return header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
