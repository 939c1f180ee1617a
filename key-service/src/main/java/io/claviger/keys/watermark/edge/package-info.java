/** Watermarks' way out: the broker's word on partitions, and the public keys over HTTP. */
@NullMarked
package io.claviger.keys.watermark.edge;

import org.jspecify.annotations.NullMarked;
