@NullMarked
package io.claviger.audit.note;

import org.jspecify.annotations.NullMarked;
