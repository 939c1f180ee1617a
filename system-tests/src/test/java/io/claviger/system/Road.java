package io.claviger.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP road to a service, which a test can cut: connections end, and new ones are not answered for. */
public final class Road implements AutoCloseable {

    private static final int NOWHERE = 0;

    private final ServerSocket entrance;
    private volatile int destination;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    private Road(int destination) throws IOException {
        this.destination = destination;
        this.entrance = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("road").start(this::accept);
    }

    public static Road to(int port) {
        try {
            return new Road(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A road whose port nobody else can have meanwhile, and that leads nowhere before {@link #leadTo}. */
    static Road toNobody() {
        Road road = to(NOWHERE);
        road.cut();
        return road;
    }

    void leadTo(int port) {
        destination = port;
        mend();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + entrance.getLocalPort());
    }

    public void cut() {
        cut = true;
        open.forEach(Road::shut);
    }

    public void mend() {
        cut = false;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket caller = entrance.accept();
                Socket callee = new Socket();
                open.add(caller);
                open.add(callee);
                // Looked at last, so that whoever cuts meanwhile finds them.
                if (cut) {
                    end(caller, callee);
                } else {
                    Thread.ofVirtual().start(() -> connect(caller, callee));
                }
            } catch (IOException e) {
                if (!entrance.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket caller, Socket callee) {
        try {
            callee.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), destination), 2_000);
            Thread.ofVirtual().start(() -> carry(callee, caller));
            carry(caller, callee);
        } catch (IOException e) {
            // Nobody is there: the caller sees a connection that ends, as it would without us.
            end(caller, callee);
        }
    }

    private void carry(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side is gone, so the other has to go.
        } finally {
            end(from, to);
        }
    }

    private void end(Socket one, Socket other) {
        open.remove(one);
        open.remove(other);
        shut(one);
        shut(other);
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        open.forEach(Road::shut);
    }
}
