/** Worker pools and the nodes in them: disk keys, critical state, reboot; speaks the clusters API. */
@NullMarked
package io.claviger.workers;

import org.jspecify.annotations.NullMarked;
