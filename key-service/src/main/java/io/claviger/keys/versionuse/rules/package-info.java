/** When a version is needed. Knows no framework. */
@NullMarked
package io.claviger.keys.versionuse.rules;

import org.jspecify.annotations.NullMarked;
