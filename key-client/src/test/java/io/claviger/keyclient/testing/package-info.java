/** A key-service whose truth a test decides, and a service with data keys. */
@NullMarked
package io.claviger.keyclient.testing;

import org.jspecify.annotations.NullMarked;
