package io.claviger.kit.clusters;

/** One code of clusters-api.md 1.9 and all that always goes with it. */
public interface ClustersFault {

    Terms terms();

    default int status() {
        return terms().status();
    }

    default String code() {
        return terms().code();
    }

    /**
     * What goes with a code.
     *
     * @param status HTTP status
     * @param type which part of the API it is about, such as {@code Provisioning}
     * @param terse one word for programs
     * @param cure what the caller can do about it; goes out as {@code recoveryCLI}
     */
    record Terms(int status, String code, String type, String terse, String cure) {}
}
