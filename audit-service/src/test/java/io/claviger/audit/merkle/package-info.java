@NullMarked
package io.claviger.audit.merkle;

import org.jspecify.annotations.NullMarked;
