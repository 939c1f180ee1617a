/**
 * Says every few seconds how far the stream of key events goes (design 6.3). The watermark takes the road of the events, so that
 * who has read it has read every change before it; signed, it is key-service's own answer on another road than HTTP.
 */
@NullMarked
package io.claviger.keys.watermark;

import org.jspecify.annotations.NullMarked;
