/**
 * How objects are shown: JSON objects and lists, Tables with the columns of a real server, partial metadata, discovery
 * documents; and the choice between them from an Accept header.
 */
@NullMarked
package io.claviger.masters.kubernetes.view;

import org.jspecify.annotations.NullMarked;
