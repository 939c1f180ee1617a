/** Pools under a customer's root key: how they stand with it, and what follows when it changes. */
@NullMarked
package io.claviger.workers.rootkey;

import org.jspecify.annotations.NullMarked;
