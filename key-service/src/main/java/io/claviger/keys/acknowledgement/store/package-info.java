/** Acknowledgements in the database. */
@NullMarked
package io.claviger.keys.acknowledgement.store;

import org.jspecify.annotations.NullMarked;
