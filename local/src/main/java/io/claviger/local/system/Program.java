package io.claviger.local.system;

import java.io.IOException;

/** How one part is run. A part has at most one process at a time. */
interface Program {
    /** Returns as soon as there is a process. */
    ProcessHandle start() throws IOException;

    boolean ready();

    /** Asks the process to end, waits, makes it end if it does not. */
    void stop(ProcessHandle running);
}
