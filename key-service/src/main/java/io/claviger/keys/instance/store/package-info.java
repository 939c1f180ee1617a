/** Instances in the database. */
@NullMarked
package io.claviger.keys.instance.store;

import org.jspecify.annotations.NullMarked;
