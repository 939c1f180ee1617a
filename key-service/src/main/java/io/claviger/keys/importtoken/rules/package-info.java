/** What an import token is and how long it serves; what an owner brings. Knows no framework. */
@NullMarked
package io.claviger.keys.importtoken.rules;

import org.jspecify.annotations.NullMarked;
