/**
 * Who may do what with a cluster (clusters-api.md 4.1), and how it is recorded when they may not.
 */
@NullMarked
package io.claviger.masters.access;

import org.jspecify.annotations.NullMarked;
