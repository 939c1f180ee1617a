package io.claviger.keys.access.rules;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a call comes from.
 *
 * @param address absent when it cannot be told any more
 * @param fromPrivateNetwork by the networks that this installation calls private
 * @param byService called by a service with an authorization of its own, and not by a person
 */
public record Origin(@Nullable InetAddress address, boolean fromPrivateNetwork, boolean byService) {}
