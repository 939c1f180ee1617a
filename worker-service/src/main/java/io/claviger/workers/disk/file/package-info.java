/** Disks that are files on this machine: real LUKS2 volumes, and sealed files where there is no cryptsetup. */
@NullMarked
package io.claviger.workers.disk.file;

import org.jspecify.annotations.NullMarked;
