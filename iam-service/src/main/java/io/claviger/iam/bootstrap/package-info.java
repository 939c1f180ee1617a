/**
 * The first account and its keys, from configuration: without them nobody could make any other.
 */
@NullMarked
package io.claviger.iam.bootstrap;

import org.jspecify.annotations.NullMarked;
