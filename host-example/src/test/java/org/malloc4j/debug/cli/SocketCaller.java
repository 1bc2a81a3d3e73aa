package org.malloc4j.debug.cli;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Another user's process that asks on a command socket itself, and prints what it gets. It needs nothing but the JDK. */
final class SocketCaller {
    private SocketCaller() {
    }

    /** @param args the socket */
    public static void main(String[] args) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(args[0]))) {
            channel.write(ByteBuffer.wrap("{\"command\":\"ps\"}\n".getBytes(StandardCharsets.UTF_8)));
            int count = channel.read(ByteBuffer.allocate(100));
            System.out.println(count < 0 ? "closed without a word" : "answered");
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
