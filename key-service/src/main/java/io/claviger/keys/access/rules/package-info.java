/** The judgement of a call by where it comes from. Knows no framework. */
@NullMarked
package io.claviger.keys.access.rules;

import org.jspecify.annotations.NullMarked;
