package org.malloc4j.debug.cli;

import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Another user's process that asks on a command socket itself, and prints what it gets. It needs nothing but the JDK. */
final class SocketCaller {
    private SocketCaller() {
    }

    /** @param args the socket */
    public static void main(String[] args) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(args[0]))) {
            System.out.println(answers(channel) ? "answered" : "closed without a word");
        } catch (SocketException e) {
            System.out.println(e.getMessage());
        }
    }

    private static boolean answers(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap("{\"command\":\"ps\"}\n".getBytes(StandardCharsets.UTF_8)));
            return channel.read(ByteBuffer.allocate(100)) >= 0;
        } catch (IOException e) {
            // What was written may not have been read when it was closed.
            return false;
        }
    }
}
