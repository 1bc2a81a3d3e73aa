package org.malloc4j.example.switchboard.call;

import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import org.malloc4j.example.switchboard.sip.ResponseWriter;

/**
 * Collects what is to be sent while a lock is held, and sends it when no lock is held any more. Its buffer comes from the
 * private pool.
 */
public final class Outbox {
    /** The size that holds the two largest responses one request can have. */
    public static final int BYTE_SIZE = 2 * 65_536;

    private static final int MAX_MESSAGES = 256;

    private final MemorySegment bytes;
    private final ResponseWriter writer;
    private final int[] offsets = new int[MAX_MESSAGES];
    private final int[] lengths = new int[MAX_MESSAGES];
    private final SocketAddress[] targets = new SocketAddress[MAX_MESSAGES];
    private int count;
    private int position;

    /** @param bytes a buffer of {@link #BYTE_SIZE} bytes */
    public Outbox(MemorySegment bytes) {
        this.bytes = bytes;
        this.writer = new ResponseWriter(bytes);
    }

    /** {@return the buffer that messages are written to} */
    public MemorySegment bytes() {
        return bytes;
    }

    ResponseWriter writer() {
        return writer;
    }

    /** Where the next message is to be written. */
    int position() {
        return position;
    }

    /** Whether there is room for one more message of any size. */
    boolean hasRoom() {
        return count < MAX_MESSAGES && bytes.byteSize() - position >= ResponseWriter.MAX_DATAGRAM;
    }

    /** Keeps what the writer wrote at {@link #position()}, to be sent to a peer. */
    void add(SocketAddress target) {
        offsets[count] = position;
        lengths[count] = writer.length();
        targets[count] = target;
        count++;
        position += writer.length();
    }

    /** Takes back what was added from an offset on. */
    void truncate(int offset) {
        while (count > 0 && offsets[count - 1] >= offset) {
            count--;
        }
        position = offset;
    }

    /** Forgets all messages. */
    public void clear() {
        count = 0;
        position = 0;
    }

    /** Sends all messages and forgets them; answers how many there were. */
    public int flush(Transport transport) {
        int sent = count;
        for (int i = 0; i < count; i++) {
            transport.send(offsets[i], lengths[i], targets[i]);
            targets[i] = null;
        }
        clear();
        return sent;
    }
}
