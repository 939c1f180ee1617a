/**
 * A cluster's order and its end: what is done at once, and the durable work that follows.
 */
@NullMarked
package io.claviger.masters.lifecycle;

import org.jspecify.annotations.NullMarked;
