/** Import tokens in the database. */
@NullMarked
package io.claviger.keys.importtoken.store;

import org.jspecify.annotations.NullMarked;
