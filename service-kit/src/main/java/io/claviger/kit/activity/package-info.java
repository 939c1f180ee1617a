/** Activity records: who did what to what, written through the outbox like any event, so that none is lost. */
@NullMarked
package io.claviger.kit.activity;

import org.jspecify.annotations.NullMarked;
