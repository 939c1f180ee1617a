/**
 * What a token request may look like, what it is refused for, and what a token says.
 */
@NullMarked
package io.claviger.iam.token;

import org.jspecify.annotations.NullMarked;
