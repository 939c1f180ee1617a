@NullMarked
package io.claviger.audit.trail;

import org.jspecify.annotations.NullMarked;
