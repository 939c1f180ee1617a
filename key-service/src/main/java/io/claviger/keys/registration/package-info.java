/** Which cloud resources are encrypted under which root key; written by the services that own the resources. */
@NullMarked
package io.claviger.keys.registration;

import org.jspecify.annotations.NullMarked;
