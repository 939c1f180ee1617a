@NullMarked
package io.claviger.audit;

import org.jspecify.annotations.NullMarked;
