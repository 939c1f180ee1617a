@NullMarked
package io.claviger.audit.access;

import org.jspecify.annotations.NullMarked;
