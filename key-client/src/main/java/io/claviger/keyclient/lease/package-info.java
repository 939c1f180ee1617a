/**
 * For how long what is known of a root key may be relied on (design 6.3). A lease lives while either channel proves the key
 * available: a fresh answer of key-service, or the watermark of the key's partition, which continues an answer as long as no
 * record of the partition was lost.
 */
@NullMarked
package io.claviger.keyclient.lease;

import org.jspecify.annotations.NullMarked;
