/** What may be ordered for a whole instance, and what follows from it for its keys. */
@NullMarked
package io.claviger.keys.instancepolicy.rules;

import org.jspecify.annotations.NullMarked;
