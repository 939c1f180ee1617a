/** Registrations over HTTP (key-protect-api.md 5.3). */
@NullMarked
package io.claviger.keys.registration.edge;

import org.jspecify.annotations.NullMarked;
