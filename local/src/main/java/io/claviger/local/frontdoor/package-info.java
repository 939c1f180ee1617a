/**
 * The one address clients see: a reverse proxy that sends each path to the service that owns it, over HTTP and HTTPS. It
 * knows nothing about who started it (settings come from the environment), holds no state, and adds nothing to what
 * services answer; only when a service does not answer at all does it speak for itself. Which path goes where is {@link
 * io.claviger.local.frontdoor.Routes} and nothing else.
 */
@NullMarked
package io.claviger.local.frontdoor;

import org.jspecify.annotations.NullMarked;
