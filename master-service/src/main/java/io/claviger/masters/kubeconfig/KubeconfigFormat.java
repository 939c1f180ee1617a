package io.claviger.masters.kubeconfig;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Forms a kubeconfig can be had in. */
public enum KubeconfigFormat {
    YAML("application/x-yaml"),
    JSON("application/json"),
    ZIP("application/zip");

    private final String mediaType;

    KubeconfigFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    public static Optional<KubeconfigFormat> parse(String text) {
        return Arrays.stream(values())
                .filter(format -> format.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst();
    }
}
