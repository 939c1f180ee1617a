/** Registrations in the database. */
@NullMarked
package io.claviger.keys.registration.store;

import org.jspecify.annotations.NullMarked;
