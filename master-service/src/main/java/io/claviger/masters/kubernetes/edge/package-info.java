/**
 * The Kubernetes API of every cluster over HTTP, under {@code /clusters/{cluster}}.
 */
@NullMarked
package io.claviger.masters.kubernetes.edge;

import org.jspecify.annotations.NullMarked;
