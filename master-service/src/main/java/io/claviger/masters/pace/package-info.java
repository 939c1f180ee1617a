/** How fast background work may go while people read: by what their reads take, against what they took when nothing was going on. */
@NullMarked
package io.claviger.masters.pace;

import org.jspecify.annotations.NullMarked;
