/** Open tasks in the database. */
@NullMarked
package io.claviger.workers.task.store;

import org.jspecify.annotations.NullMarked;
