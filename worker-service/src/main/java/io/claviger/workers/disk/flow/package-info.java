/** Making, opening and destroying a worker's disk: passphrases are born, sealed, opened and wiped here. */
@NullMarked
package io.claviger.workers.disk.flow;

import org.jspecify.annotations.NullMarked;
