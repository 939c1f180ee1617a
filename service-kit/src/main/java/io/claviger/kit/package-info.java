/** What every service shares and none owns: outbox, inbox, callers, activity, error bodies. No feature lives here. */
@NullMarked
package io.claviger.kit;

import org.jspecify.annotations.NullMarked;
