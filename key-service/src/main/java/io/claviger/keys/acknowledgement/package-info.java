/** What consumers say they have made of a key's change: heard on the bus, or told over HTTP as Key Protect has it. */
@NullMarked
package io.claviger.keys.acknowledgement;

import org.jspecify.annotations.NullMarked;
