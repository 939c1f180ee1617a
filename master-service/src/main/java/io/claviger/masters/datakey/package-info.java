/**
 * Data keys of clusters. The one package of this service that touches key bytes: plain keys are held in SecretBytes, leave only
 * as the capability to seal and open, and are wiped when their root key is taken away.
 */
@NullMarked
package io.claviger.masters.datakey;

import org.jspecify.annotations.NullMarked;
