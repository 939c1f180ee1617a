/**
 * The system's public interfaces as a client sees them: what the demo and the system tests drive it with. Knows nothing that
 * the contracts do not say.
 */
@NullMarked
package io.claviger.local.client;

import org.jspecify.annotations.NullMarked;
