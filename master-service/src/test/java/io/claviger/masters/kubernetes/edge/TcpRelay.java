package io.claviger.masters.kubernetes.edge;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;

/** Between a client and the service, so that the service can be away for the client: connections cut, new ones refused. */
final class TcpRelay implements AutoCloseable {

    private final int target;
    private final ServerSocketFactory doors;
    private final int port;
    /** Bound all the time, so that nobody gets the port while the door is shut; it listens to nobody. */
    private final SocketChannel place = SocketChannel.open();

    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket door;

    TcpRelay(int target) throws IOException {
        this(target, ServerSocketFactory.getDefault());
    }

    /** @param doors may end TLS: what is passed on is in clear */
    TcpRelay(int target, ServerSocketFactory doors) throws IOException {
        this.target = target;
        this.doors = doors;
        place.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        place.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        place.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.port = place.socket().getLocalPort();
        this.door = listen();
        serve(door);
    }

    int port() {
        return port;
    }

    void goAway() throws IOException {
        door.close();
        for (Closeable one : open) {
            one.close();
        }
        open.clear();
    }

    void comeBack() throws IOException {
        door = listen();
        serve(door);
    }

    private ServerSocket listen() throws IOException {
        ServerSocket socket = doors.createServerSocket();
        socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private void serve(ServerSocket at) {
        Thread.ofVirtual().start(() -> {
            while (!at.isClosed()) {
                try {
                    Socket client = at.accept();
                    Socket service = new Socket(InetAddress.getLoopbackAddress(), target);
                    open.add(client);
                    open.add(service);
                    pump(client, service);
                    pump(service, client);
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private static void pump(Socket from, Socket to) {
        Thread.ofVirtual().start(() -> {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException cut) {
                // Both ends are closed, which is what the other end is to see.
                return;
            }
        });
    }

    @Override
    public void close() {
        try {
            goAway();
            place.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
