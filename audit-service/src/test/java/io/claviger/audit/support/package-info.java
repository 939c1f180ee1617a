@NullMarked
package io.claviger.audit.support;

import org.jspecify.annotations.NullMarked;
