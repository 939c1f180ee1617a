package io.claviger.audit.note;

import io.claviger.audit.merkle.Hash;
import java.util.Base64;
import java.util.List;

/**
 * A tree head: how many leaves the log has and the root over them (c2sp.org/tlog-checkpoint), without extension lines.
 *
 * @param origin name of the log
 */
public record Checkpoint(String origin, long size, Hash root) {

    /** The note text that is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + root.base64() + "\n";
    }

    public static Checkpoint parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 3) {
            throw new IllegalArgumentException("a checkpoint has three lines: origin, size, root");
        }
        return new Checkpoint(
                lines.get(0),
                Long.parseLong(lines.get(1)),
                Hash.of(Base64.getDecoder().decode(lines.get(2))));
    }
}
