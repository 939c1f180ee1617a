/**
 * The whole system as one object: what parts there are, how each is started, asked whether it is ready, and stopped. The
 * command line and the system tests both use {@link io.claviger.local.system.LocalSystem}, so what tests prove is what
 * people run.
 */
@NullMarked
package io.claviger.local.system;

import org.jspecify.annotations.NullMarked;
