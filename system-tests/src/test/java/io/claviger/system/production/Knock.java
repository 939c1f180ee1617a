package io.claviger.system.production;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** One request at a listener that is known to be there, and whether anything comes back. */
final class Knock {

    /** Kafka's first request, whoever asks: ApiVersions, version 0, without a name of the client. */
    static final byte[] ON_KAFKA = ByteBuffer.allocate(14)
            .putInt(10)
            .putShort((short) 18)
            .putShort((short) 0)
            .putInt(1)
            .putShort((short) -1)
            .array();

    static final byte[] ON_A_SERVICE =
            "GET /q/health HTTP/1.1\r\nHost: service\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** In milliseconds; who is turned away need not wait for it. */
    private static final int PATIENCE = 60_000;

    private Knock() {}

    /** False if the caller was turned away; whoever gets no answer of either kind is told so by an exception. */
    static boolean answered(SSLContext as, String address, int port, byte[] request) throws IOException {
        try (Socket plain = connected(address, port);
                SSLSocket socket = (SSLSocket) as.getSocketFactory().createSocket(plain, address, port, true)) {
            // With version 1.3 a client hears only after its own last word that its certificate is missing.
            socket.getOutputStream().write(request);
            return socket.getInputStream().read() >= 0;
        } catch (SSLException | SocketException refused) {
            return false;
        }
    }

    /** Without TLS. */
    static boolean answeredInClear(String address, int port, byte[] request) throws IOException {
        try (Socket socket = connected(address, port)) {
            socket.getOutputStream().write(request);
            int first = socket.getInputStream().read();
            // 21 begins an alert of TLS.
            return first >= 0 && first != 21;
        } catch (SocketException refused) {
            return false;
        }
    }

    private static Socket connected(String address, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address, port), PATIENCE);
        } catch (SocketException e) {
            socket.close();
            throw new IOException("nobody listens on " + address + ":" + port, e);
        }
        socket.setSoTimeout(PATIENCE);
        return socket;
    }
}
