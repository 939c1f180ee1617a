package io.claviger.workers.node;

/**
 * Where a worker's disk is.
 *
 * @param driver name of the disk driver that made the volume and can open it
 * @param volume name of the volume; no other try to make a disk has it
 */
public record DiskPlace(String driver, String volume) {

    private static final String SEPARATOR = ":";

    /** @param text as {@link #text} made it, or the driver alone, from when a worker's volume had the worker's name */
    public static DiskPlace parse(String text, WorkerId worker) {
        int end = text.indexOf(SEPARATOR);
        return end < 0
                ? new DiskPlace(text, worker.value())
                : new DiskPlace(text.substring(0, end), text.substring(end + 1));
    }

    /** As it is written down, of this worker. */
    public String text(WorkerId worker) {
        return volume.equals(worker.value()) ? driver : driver + SEPARATOR + volume;
    }
}
