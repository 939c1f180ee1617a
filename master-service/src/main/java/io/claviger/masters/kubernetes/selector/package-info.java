/**
 * Label and field selectors, and the continue token of paged lists.
 */
@NullMarked
package io.claviger.masters.kubernetes.selector;

import org.jspecify.annotations.NullMarked;
