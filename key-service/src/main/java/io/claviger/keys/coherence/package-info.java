/**
 * Keeps what replicas cache of keys in step with the database: a change is answered only when no replica may use any more
 * what it changed (I5). How, and why so, is in ADR 0009.
 */
@NullMarked
package io.claviger.keys.coherence;

import org.jspecify.annotations.NullMarked;
