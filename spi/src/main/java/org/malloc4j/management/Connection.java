package org.malloc4j.management;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One caller on a command socket: one request is read, one answer written, each within a limit of time and size. */
final class Connection {
    /** The longest request, in bytes. */
    static final int LONGEST_REQUEST = 64 << 10;

    private static final long WRITING_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int FIRST_CAPACITY = 1 << 10;

    /** Turns a request into an answer, whatever happens. */
    @FunctionalInterface
    interface Answerer {
        Map<String, Object> answer(ByteBuffer request);
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Answerer answerer;
    private final long begin = System.nanoTime();
    private long deadline;
    private ByteBuffer request = ByteBuffer.allocate(FIRST_CAPACITY);
    private ByteBuffer answer;

    Connection(SocketChannel channel, SelectionKey key, Answerer answerer, Duration patience) {
        this.channel = channel;
        this.key = key;
        this.answerer = answerer;
        this.deadline = begin + patience.toNanos();
    }

    /** Goes on as far as it can without waiting. {@return whether there is more to come} */
    boolean proceed() throws IOException {
        if (answer == null && !read()) {
            return true;
        }
        if (answer.hasRemaining()) {
            channel.write(answer);
        }
        return answer.hasRemaining();
    }

    /** {@return whether a whole request was read, and answered} */
    private boolean read() throws IOException {
        while (true) {
            int from = request.position();
            int count = channel.read(request);
            int end = endOfLine(from);
            if (end < 0 && count > 0) {
                if (request.position() > LONGEST_REQUEST) {
                    answer(Message.encode(Map.of(Message.OK, false, Message.ERROR, "request is too long: limit="
                            + LONGEST_REQUEST + " bytes; expected one JSON object on one line")));
                    return true;
                }
                makeRoom();
            } else if (end < 0 && count == 0) {
                return false;
            } else {
                answer(Message.encode(answerer.answer(request.flip().limit(end < 0 ? request.limit() : end))));
                return true;
            }
        }
    }

    private int endOfLine(int from) {
        for (int i = from; i < request.position(); i++) {
            if (request.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void makeRoom() {
        if (!request.hasRemaining()) {
            request = ByteBuffer.allocate(2 * request.capacity()).put(request.flip());
        }
    }

    private void answer(ByteBuffer bytes) {
        answer = bytes;
        request = null;
        deadline = System.nanoTime() + WRITING_NANOS;
        key.interestOps(SelectionKey.OP_WRITE);
    }

    /** {@return for how many nanoseconds more the caller may take its time; none are left if it is negative} */
    long remainingNanos() {
        return deadline - System.nanoTime();
    }

    /** {@return whether the caller has asked nothing yet, for longer than that} */
    boolean isSilentFor(Duration time) {
        return answer == null && System.nanoTime() - begin > time.toNanos();
    }

    SocketChannel channel() {
        return channel;
    }
}
