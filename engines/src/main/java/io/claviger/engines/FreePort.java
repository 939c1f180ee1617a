package io.claviger.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Asks the system for ports nobody listens on. Somebody else may take one before it is used; that is rare and loud. */
public final class FreePort {
    private FreePort() {}

    public static int find() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EngineException("this machine has no free port left", e);
        }
    }
}
