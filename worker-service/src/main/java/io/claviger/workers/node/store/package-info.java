/** Worker nodes and their disks' sealed passphrases in the database. */
@NullMarked
package io.claviger.workers.node.store;

import org.jspecify.annotations.NullMarked;
