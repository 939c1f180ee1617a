/** Who uses which version, from registrations and acknowledgements. */
@NullMarked
package io.claviger.keys.versionuse.store;

import org.jspecify.annotations.NullMarked;
