/**
 * What the log signs and how it is written: checkpoints (c2sp.org/tlog-checkpoint) in signed notes
 * (c2sp.org/signed-note) with verifier keys. Pure text; the private key is elsewhere.
 */
@NullMarked
package io.claviger.audit.note;

import org.jspecify.annotations.NullMarked;
