/**
 * Moves the database from one seal to another while the service works: every instance key is opened under the former seal
 * and sealed under the new one. A command of its own beside the service, for whoever may enter its container.
 */
@NullMarked
package io.claviger.keys.reseal;

import org.jspecify.annotations.NullMarked;
