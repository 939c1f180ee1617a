package io.claviger.local.cli;

/** Sizes as people read them. */
final class Sizes {
    private Sizes() {}

    static String megabytes(long bytes) {
        return (bytes >> 20) + " MB";
    }
}
