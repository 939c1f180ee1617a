/** Keys and their versions in the database. */
@NullMarked
package io.claviger.keys.rootkey.store;

import org.jspecify.annotations.NullMarked;
