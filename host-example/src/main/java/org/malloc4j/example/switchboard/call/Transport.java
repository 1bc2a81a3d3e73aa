package org.malloc4j.example.switchboard.call;

import java.net.SocketAddress;

/** Sends what is in an {@link Outbox}. */
@FunctionalInterface
public interface Transport {

    /**
     * Sends one datagram. One that can't be sent is lost, as datagrams may be.
     *
     * @param offset     where it starts in the outbox's buffer
     * @param byteLength its size
     * @param target     whom it is for
     */
    void send(int offset, int byteLength, SocketAddress target);
}
