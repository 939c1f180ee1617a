/** What is only away for a moment, and what is wrong: the one distinction on which retrying depends. */
@NullMarked
package io.claviger.kit.outage;

import org.jspecify.annotations.NullMarked;
