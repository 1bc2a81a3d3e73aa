package org.malloc4j.management;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks a process on its command socket. */
public final class CommandClient {
    private static final int CHUNK = 64 << 10;
    /** To make sense of an answer takes many times its size. */
    private static final long LONGEST_ANSWER = Math.min(256 << 20, Runtime.getRuntime().maxMemory() / 16);

    private final Path socket;
    private final long deadline;

    private CommandClient(Path socket, Duration limit) {
        this.socket = socket;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /**
     * {@return the answer of the process behind a socket; nothing if none came in time}
     *
     * @param socket  its path
     * @param request what to do
     * @param limit   how long to wait for it
     * @throws ConnectException if nobody listens there
     * @throws IOException      if the socket can't be used
     */
    public static Optional<Map<String, Object>> ask(Path socket, Map<String, Object> request, Duration limit)
            throws IOException {
        if (Files.notExists(socket, LinkOption.NOFOLLOW_LINKS)) {
            throw new ConnectException("no such socket: " + socket);
        }
        return new CommandClient(socket, limit).ask(request);
    }

    /** {@return whether a process listens on a socket, busy or not} @param socket its path */
    public static boolean isServed(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(socket));
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            // Its queue is full, or there is no socket.
            return Files.exists(socket, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private Optional<Map<String, Object>> ask(Map<String, Object> request) throws IOException {
        try (Selector selector = Selector.open(); SocketChannel channel = connect()) {
            if (channel == null) {
                return Optional.empty();
            }
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer bytes = Message.encode(request);
            while (bytes.hasRemaining()) {
                if (!ready(selector)) {
                    return Optional.empty();
                }
                channel.write(bytes);
            }
            key.interestOps(SelectionKey.OP_READ);
            byte[] answer = read(selector, channel);
            return answer == null ? Optional.empty() : Optional.of(decode(answer));
        }
    }

    private static Map<String, Object> decode(byte[] answer) throws IOException {
        try {
            return Message.decode(ByteBuffer.wrap(answer));
        } catch (CommandException e) {
            throw new IOException("what answers there isn't malloc4j: it sent no JSON object", e);
        }
    }

    /**
     * {@return a connection, or null if there was none in time} To wait for a place in a full queue has no limit of its
     * own, so it is asked for again and again; each time takes a new socket.
     */
    private SocketChannel connect() throws IOException {
        while (remainingMillis() > 0) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.configureBlocking(false);
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (ConnectException e) {
                channel.close();
                throw e;
            } catch (SocketException e) {
                channel.close();
                pause();
            }
        }
        return null;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return the whole answer, or null if it didn't come in time} Whatever it is that answers, this heap survives it. */
    private byte[] read(Selector selector, SocketChannel channel) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        while (ready(selector)) {
            int count = channel.read(chunk.clear());
            if (count < 0) {
                if (answer.size() == 0) {
                    throw new IOException("it closed the connection without an answer");
                }
                return answer.toByteArray();
            }
            if (answer.size() == 0 && count > 0 && chunk.get(0) != '{') {
                throw new IOException("what answers there isn't malloc4j: it sent no JSON object");
            }
            if (answer.size() + count > LONGEST_ANSWER) {
                throw new IOException("its answer doesn't end: limit=" + LONGEST_ANSWER + " bytes; what answers there isn't "
                        + "malloc4j. Of a dump that is so large, --top asks for the first lines only");
            }
            answer.write(chunk.array(), 0, count);
        }
        return null;
    }

    private boolean ready(Selector selector) throws IOException {
        selector.selectedKeys().clear();
        long millis = remainingMillis();
        return millis > 0 && selector.select(millis) > 0;
    }

    private long remainingMillis() {
        return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
}
