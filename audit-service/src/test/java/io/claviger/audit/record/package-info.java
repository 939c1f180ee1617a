@NullMarked
package io.claviger.audit.record;

import org.jspecify.annotations.NullMarked;
