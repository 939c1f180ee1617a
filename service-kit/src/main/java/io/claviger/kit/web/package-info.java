/**
 * What every HTTP edge shares: the correlation id, reading a JSON body by hand, and turning a {@link
 * io.claviger.kit.web.Problem} into the error body of whichever contract the path belongs to.
 */
@NullMarked
package io.claviger.kit.web;

import org.jspecify.annotations.NullMarked;
