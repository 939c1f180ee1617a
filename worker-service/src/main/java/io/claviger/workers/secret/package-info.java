/**
 * Secrets of clusters, in which workers' disk keys are kept (S112): what they are called, and the port through which they are
 * reached. What is kept there is sealed by this provider's own key already, so nothing here is plain.
 */
@NullMarked
package io.claviger.workers.secret;

import org.jspecify.annotations.NullMarked;
