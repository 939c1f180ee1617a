/** JDBC, as little as the stores of the features need; no feature's own statement lives here. */
@NullMarked
package io.claviger.keys.sql;

import org.jspecify.annotations.NullMarked;
