/** The grammars of a key list: states, filter, search and sort, each read into data or refused. Knows no framework. */
@NullMarked
package io.claviger.keys.listing.rules;

import org.jspecify.annotations.NullMarked;
