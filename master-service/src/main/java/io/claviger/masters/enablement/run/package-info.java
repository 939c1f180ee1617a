/**
 * What asks for an enablement and what carries it from phase to phase; here the rules meet the KMS, the store and the secrets.
 */
@NullMarked
package io.claviger.masters.enablement.run;

import org.jspecify.annotations.NullMarked;
