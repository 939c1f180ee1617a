/** What a KMS instance is. Knows no framework. */
@NullMarked
package io.claviger.keys.instance.rules;

import org.jspecify.annotations.NullMarked;
