/**
 * The few lines of JDBC that every store here shares; it knows no table.
 */
@NullMarked
package io.claviger.masters.sql;

import org.jspecify.annotations.NullMarked;
