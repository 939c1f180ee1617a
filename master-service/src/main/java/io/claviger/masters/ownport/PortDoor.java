package io.claviger.masters.ownport;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One port. Open, it passes bytes on to the front door, TLS and all, and reads none of them. Shut, it is bound and takes no
 * connection: Linux drops the SYN of whoever knocks at a socket whose queue is full, so a client waits until its dial times out,
 * while a port that is not bound would refuse it at once.
 */
final class PortDoor implements Closeable {

    private static final Logger LOG = Logger.getLogger(PortDoor.class);
    private static final int OPEN_BACKLOG = 128;
    /** The kernel queues one more than it is told; two more knock in vain, which keeps the queue full whoever leaves it. */
    private static final int SHUT_BACKLOG = 1;

    private static final int KNOCKS = SHUT_BACKLOG + 3;
    private static final int MOST_CONNECTIONS = 1_000;
    private static final int BUFFER = 16 << 10;

    private final InetSocketAddress at;
    private final Supplier<InetSocketAddress> target;
    private final Set<SocketChannel> relayed = ConcurrentHashMap.newKeySet();
    private final List<SocketChannel> knocks = new ArrayList<>();
    private @Nullable ServerSocketChannel listening;
    private volatile boolean open;

    /** @param target asked for every connection, since the address behind a name may change */
    PortDoor(InetSocketAddress at, Supplier<InetSocketAddress> target) {
        this.at = at;
        this.target = target;
    }

    /** Does nothing to an open door. */
    synchronized void open() throws IOException {
        if (open) {
            return;
        }
        ServerSocketChannel next = bind(OPEN_BACKLOG);
        replace(next);
        open = true;
        Thread.ofVirtual().name("own-port-" + at.getPort()).start(() -> accept(next));
    }

    /** Does nothing to a shut door. Connections that were taken before are closed. */
    synchronized void shut() throws IOException {
        if (!open && listening != null) {
            return;
        }
        ServerSocketChannel next = bind(SHUT_BACKLOG);
        open = false;
        replace(next);
        InetSocketAddress self = at.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), at.getPort())
                : at;
        for (int i = 0; i < KNOCKS; i++) {
            SocketChannel knock = SocketChannel.open();
            knocks.add(knock);
            knock.configureBlocking(false);
            knock.connect(self);
        }
        closeAll(relayed);
    }

    @Override
    public synchronized void close() {
        open = false;
        closeAll(knocks);
        closeAll(relayed);
        if (listening != null) {
            close(listening);
            listening = null;
        }
    }

    /** The new socket is bound before the old one goes: in between, a client would be refused. */
    private void replace(ServerSocketChannel next) {
        ServerSocketChannel former = listening;
        listening = next;
        if (former != null) {
            close(former);
        }
        closeAll(knocks);
    }

    private ServerSocketChannel bind(int backlog) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            return socket.bind(at, backlog);
        } catch (IOException e) {
            close(socket);
            throw e;
        }
    }

    private void accept(ServerSocketChannel from) {
        while (from.isOpen()) {
            try {
                SocketChannel client = from.accept();
                Thread.ofVirtual().name("own-port-relay-" + at.getPort()).start(() -> relay(client));
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException e) {
                LOG.warnf("connection not taken port=%d reason=%s", at.getPort(), e.getMessage());
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    private void relay(SocketChannel client) {
        relayed.add(client);
        try (client;
                SocketChannel service = connect()) {
            relayed.add(service);
            try {
                Thread back = Thread.ofVirtual().start(() -> pump(service, client));
                pump(client, service);
                back.join();
            } finally {
                relayed.remove(service);
            }
        } catch (IOException e) {
            LOG.debugf("connection not relayed port=%d reason=%s", at.getPort(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            relayed.remove(client);
        }
    }

    private SocketChannel connect() throws IOException {
        if (!open || relayed.size() > 2 * MOST_CONNECTIONS) {
            throw new IOException(open ? "too many connections" : "the door was shut meanwhile");
        }
        return SocketChannel.open(target.get());
    }

    /** Until either end is gone; then the other is closed as well. */
    private void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (from;
                to) {
            while (open && from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException cut) {
            LOG.tracef("connection cut port=%d reason=%s", at.getPort(), cut.getMessage());
        }
    }

    private static void closeAll(Iterable<SocketChannel> channels) {
        var each = channels.iterator();
        while (each.hasNext()) {
            close(each.next());
            each.remove();
        }
    }

    private static void close(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debugf("socket not closed reason=%s", e.getMessage());
        }
    }
}
