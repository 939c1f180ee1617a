package io.claviger.audit.merkle;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which tile, or entry bundle, a request names (c2sp.org/tlog-tiles).
 *
 * @param index of the tile within its level
 * @param width hashes in it: 256 when full, fewer when it is the partial tile of some tree size
 */
public record TilePath(long index, int width) {

    /** Up to 15 digits, so that no arithmetic on an index overflows. */
    private static final Pattern FORM = Pattern.compile("((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    public TilePath {
        if (index < 0 || width < 1 || width > TileHash.WIDTH) {
            throw new IllegalArgumentException("no tile " + index + " of width " + width);
        }
    }

    public static TilePath full(long index) {
        return new TilePath(index, TileHash.WIDTH);
    }

    /** Reads {@code <N>[.p/<W>]}; empty unless it is written in the one way the specification allows. */
    public static Optional<TilePath> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        long index = Long.parseLong(form.group(1).replace("x", "").replace("/", ""));
        String partial = form.group(2);
        int width = partial == null ? TileHash.WIDTH : Integer.parseInt(partial);
        if (width > TileHash.WIDTH || (partial != null && width == TileHash.WIDTH)) {
            return Optional.empty();
        }
        TilePath path = new TilePath(index, width);
        return path.toString().equals(text) ? Optional.of(path) : Optional.empty();
    }

    /** Index of the tile's first hash within its level. */
    public long from() {
        return index * TileHash.WIDTH;
    }

    /**
     * Whether a log of this size has the tile. A partial tile is there for good, also after the full one: sizes between have
     * been signed, and whoever holds such a checkpoint may ask for it.
     */
    public boolean exists(int level, long size) {
        return from() + width <= TileHash.count(level, size);
    }

    @Override
    public String toString() {
        StringBuilder path = new StringBuilder("%03d".formatted(index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            path.insert(0, "x%03d/".formatted(rest % 1000));
        }
        return width == TileHash.WIDTH ? path.toString() : path + ".p/" + width;
    }
}
