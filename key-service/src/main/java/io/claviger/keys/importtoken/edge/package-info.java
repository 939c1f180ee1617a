/** Import tokens over HTTP. */
@NullMarked
package io.claviger.keys.importtoken.edge;

import org.jspecify.annotations.NullMarked;
