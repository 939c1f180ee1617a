@NullMarked
package io.claviger.audit.log;

import org.jspecify.annotations.NullMarked;
