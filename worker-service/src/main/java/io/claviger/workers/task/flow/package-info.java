/** Runs open tasks: claims, tries, tries again. */
@NullMarked
package io.claviger.workers.task.flow;

import org.jspecify.annotations.NullMarked;
