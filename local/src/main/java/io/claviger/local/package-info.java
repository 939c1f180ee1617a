/**
 * One machine, one command: the engines, every service as a process of its own, one front door, and the command line that
 * starts, watches and stops them. This root holds what all its packages share.
 */
@NullMarked
package io.claviger.local;

import org.jspecify.annotations.NullMarked;
