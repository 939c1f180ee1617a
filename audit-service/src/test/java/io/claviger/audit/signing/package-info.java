@NullMarked
package io.claviger.audit.signing;

import org.jspecify.annotations.NullMarked;
