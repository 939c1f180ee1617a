/** Instance policies in the database. */
@NullMarked
package io.claviger.keys.instancepolicy.store;

import org.jspecify.annotations.NullMarked;
