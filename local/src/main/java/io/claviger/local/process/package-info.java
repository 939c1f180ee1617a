/**
 * Processes as they must be handled when whoever started them may be gone: who runs is written down as pid and start
 * time, and nothing is ever killed by its number alone, because numbers are given to others.
 */
@NullMarked
package io.claviger.local.process;

import org.jspecify.annotations.NullMarked;
