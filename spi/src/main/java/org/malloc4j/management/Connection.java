package org.malloc4j.management;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One caller on a command socket: one request is read, one answer written, each within a limit of time and size. In between
 * it may have to wait until others have taken their answers.
 */
final class Connection {
    /** The longest request, in bytes. */
    static final int LONGEST_REQUEST = 64 << 10;

    private static final long WRITING_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int FIRST_CAPACITY = 1 << 10;

    /** Turns a request into an answer, whatever happens. */
    @FunctionalInterface
    interface Answerer {
        ByteBuffer answer(ByteBuffer request);
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Answerer answerer;
    private final long begin = System.nanoTime();
    private long deadline;
    private ByteBuffer request = ByteBuffer.allocate(FIRST_CAPACITY);
    /** The whole request, while it waits for its turn. */
    private ByteBuffer question;
    private ByteBuffer answer;
    private long heard;

    Connection(SocketChannel channel, SelectionKey key, Answerer answerer, Duration patience) {
        this.channel = channel;
        this.key = key;
        this.answerer = answerer;
        this.deadline = begin + patience.toNanos();
    }

    /**
     * Goes on as far as it can without waiting.
     *
     * @param mayAnswer whether there is room for an answer
     * @return whether there is more to come
     */
    boolean proceed(boolean mayAnswer) throws IOException {
        if (question == null && answer == null && !read()) {
            return false;
        }
        if (question != null && mayAnswer) {
            answer(answerer.answer(question));
        }
        if (answer == null) {
            return true;
        }
        if (answer.hasRemaining() && channel.write(answer) > 0) {
            heard = System.nanoTime();
        }
        return answer.hasRemaining();
    }

    /** Reads what there is; once the request is whole nothing more is wanted. {@return whether the caller is still there} */
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
                return true;
            } else if (request.position() == 0) {
                // It only wanted to know whether somebody listens.
                return false;
            } else {
                question = request.flip().limit(end < 0 ? request.limit() : end);
                request = null;
                key.interestOps(0);
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
        question = null;
        heard = System.nanoTime();
        deadline = System.nanoTime() + WRITING_NANOS;
        key.interestOps(SelectionKey.OP_WRITE);
    }

    /** {@return for how many nanoseconds more the caller may take its time; none are left if it is negative} */
    long remainingNanos() {
        return question != null ? WRITING_NANOS : deadline - System.nanoTime();
    }

    /** {@return whether the caller has asked nothing yet, for longer than that} */
    boolean isSilentFor(Duration time) {
        return question == null && answer == null && System.nanoTime() - begin > time.toNanos();
    }

    /** {@return whether the caller has taken nothing of its answer for longer than that} */
    boolean isDeafFor(Duration time) {
        return answer != null && System.nanoTime() - heard > time.toNanos();
    }

    /** {@return whether a request was read that nobody has answered yet} */
    boolean isWaiting() {
        return question != null;
    }

    /** {@return how many bytes of the answer are still to be taken} */
    int untaken() {
        return answer == null ? 0 : answer.remaining();
    }

    SocketChannel channel() {
        return channel;
    }
}
