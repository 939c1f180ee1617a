/** Plain SQL in the running transaction. */
@NullMarked
package io.claviger.workers.sql;

import org.jspecify.annotations.NullMarked;
