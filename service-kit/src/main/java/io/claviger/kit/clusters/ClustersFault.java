package io.claviger.kit.clusters;

/** One code of clusters-api.md 1.9 and all that always goes with it. */
public interface ClustersFault {

    /** HTTP status. */
    int status();

    String code();

    /** Which part of the API it is about, such as {@code Provisioning}. */
    String type();

    /** One word for programs. */
    String terse();

    /** What the caller can do about it; goes out as {@code recoveryCLI}. */
    String cure();
}
