package org.malloc4j.management;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: answers commands on a Unix domain socket, on one daemon thread. Callers that say nothing, or nonsense, are
 * waited for beside each other and not for long, the less while others wait for a place; commands are carried out one
 * after the other, and only while what callers have yet to take of their answers is not too much for a small heap.
 */
public final class CommandServer implements AutoCloseable {
    /** The longest path that the socket can have, in bytes: Linux takes 106, and it has one more before it listens. */
    public static final int LONGEST_PATH = 105;

    private static final Logger LOGGER = LoggerFactory.getLogger(CommandServer.class);
    private static final int MOST_CONNECTIONS = 16;
    private static final long PAUSE_MILLIS = 100;
    /** How long a caller may say nothing while there is no place for the next. */
    private static final Duration PATIENCE_WHEN_FULL = Duration.ofMillis(100);
    /** How many bytes of answers may wait to be taken before the next command is carried out. */
    private static final int MOST_UNTAKEN = 8 << 20;
    /** How long a caller may take nothing of its answer while others wait for theirs because of that. */
    private static final Duration PATIENCE_WHEN_LOADED = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long PATIENCE_AT_CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private final Path path;
    private final CommandHandler handler;
    private final Runnable before;
    private final Duration patience;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("malloc4j-commands").unstarted(this::run);
    private volatile boolean closed;
    private Selector selector;
    private OwnersSocket socket;

    private CommandServer(Path path, CommandHandler handler, Runnable before, Duration patience) {
        this.path = path;
        this.handler = handler;
        this.before = before;
        this.patience = patience;
    }

    /**
     * {@return a server at work} A socket that can't be made is said in the log; everything else works without.
     *
     * @param path    of the socket; nobody else uses that name
     * @param handler carries the commands out
     * @param before  what to do first, on the server's thread
     */
    public static CommandServer start(Path path, CommandHandler handler, Runnable before) {
        return start(path, handler, before, PATIENCE);
    }

    /** {@return a server at work} @param patience how long a caller gets to say what it wants */
    static CommandServer start(Path path, CommandHandler handler, Runnable before, Duration patience) {
        CommandServer server = new CommandServer(path, handler, before, patience);
        server.thread.start();
        return server;
    }

    /**
     * Removes the socket that a dead process left.
     *
     * @param path of the socket
     * @throws IOException if it can't be removed
     */
    public static void remove(Path path) throws IOException {
        OwnersSocket.remove(path);
    }

    private void run() {
        try {
            before.run();
        } catch (RuntimeException e) {
            LOGGER.debug("command socket: what precedes it failed", e);
        }
        try (Selector opened = Selector.open(); OwnersSocket listening = listen(opened)) {
            if (listening != null) {
                serve(listening.register(opened));
            }
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                LOGGER.warn("commands can't be answered: socket={}; the system says: {}. Everything else works.", path,
                        e.getMessage(), e);
            }
        } finally {
            connections.forEach(CommandServer::close);
        }
    }

    /**
     * {@return the socket, or null if the server has been closed already} At one stroke, so that whoever ends the server finds
     * either nothing or a socket to remove: the process may end right after that.
     */
    private synchronized OwnersSocket listen(Selector opened) throws IOException {
        if (closed) {
            return null;
        }
        OwnersSocket listening = OwnersSocket.listen(path);
        selector = opened;
        socket = listening;
        socket.publish();
        return listening;
    }

    private void serve(SelectionKey accepting) throws IOException {
        while (!closed) {
            selector.select(connections.isEmpty() ? 0 : isFull() || anyWaits() ? PATIENCE_WHEN_FULL.toMillis()
                    : patienceMillis());
            Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
            while (ready.hasNext() && !closed) {
                SelectionKey key = ready.next();
                ready.remove();
                if (key == accepting) {
                    accept();
                } else {
                    proceed((Connection) key.attachment());
                }
            }
            dismissOverdue();
            answerWaiting();
            accepting.interestOps(isFull() ? 0 : SelectionKey.OP_ACCEPT);
        }
    }

    private boolean isFull() {
        return connections.size() >= MOST_CONNECTIONS;
    }

    /** {@return whether there is room for one more answer, however long} */
    private boolean mayAnswer() {
        return connections.stream().mapToLong(Connection::untaken).sum() < MOST_UNTAKEN;
    }

    private boolean anyWaits() {
        return connections.stream().anyMatch(Connection::isWaiting);
    }

    private void answerWaiting() {
        for (Connection connection : List.copyOf(connections)) {
            if (connection.isWaiting() && mayAnswer()) {
                proceed(connection);
            }
        }
    }

    /** What came while a command was carried out was not heard yet: nobody is sent away for that. */
    private void dismissOverdue() {
        for (Connection connection : List.copyOf(connections)) {
            if (isOverdue(connection)) {
                proceed(connection);
            }
            if (isOverdue(connection) && connections.remove(connection)) {
                close(connection);
            }
        }
    }

    private boolean isOverdue(Connection connection) {
        return connection.remainingNanos() < 0 || isFull() && connection.isSilentFor(PATIENCE_WHEN_FULL)
                || connection.isDeafFor(PATIENCE_WHEN_LOADED) && anyWaits();
    }

    private long patienceMillis() {
        long nearest = connections.stream().mapToLong(Connection::remainingNanos).min().orElse(0);
        return 1 + TimeUnit.NANOSECONDS.toMillis(Math.max(0, nearest));
    }

    private void accept() {
        try {
            SocketChannel caller = socket.accept();
            if (caller != null) {
                SelectionKey key = caller.register(selector, SelectionKey.OP_READ);
                Connection connection = new Connection(caller, key, this::answer, patience);
                key.attach(connection);
                connections.add(connection);
            }
        } catch (IOException e) {
            LOGGER.debug("command socket: a caller couldn't be accepted", e);
            pause();
        }
    }

    private void proceed(Connection connection) {
        boolean more;
        try {
            more = connection.proceed(mayAnswer());
        } catch (IOException e) {
            LOGGER.debug("command socket: a caller went away", e);
            more = false;
        } catch (OutOfMemoryError e) {
            // The next caller may find more.
            more = false;
        }
        if (!more) {
            close(connection);
            connections.remove(connection);
        }
    }

    private ByteBuffer answer(ByteBuffer request) {
        try {
            return Message.encode(handler.answer(Message.decode(request)));
        } catch (CommandException e) {
            return refusal(e.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOGGER.warn("command failed", e);
            return refusal("command failed: it threw " + e + "; that is a mistake of malloc4j, and the process's log says "
                    + "where");
        }
    }

    private static ByteBuffer refusal(String sentence) {
        return Message.encode(Map.of(Message.OK, false, Message.ERROR, sentence));
    }

    /** Out of file descriptors, say: trying again at once would only burn time. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Connection connection) {
        try {
            connection.channel().close();
        } catch (IOException e) {
            LOGGER.debug("command socket: a connection can't be closed", e);
        }
    }

    /** Answers no more, and removes the socket. A command under way is waited for, but not for long. */
    @Override
    public void close() {
        end();
        boolean interrupted = false;
        try {
            if (thread != Thread.currentThread()) {
                thread.join(PATIENCE_AT_CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers no more, and removes the socket; what is under way goes on. */
    public synchronized void end() {
        closed = true;
        if (socket != null) {
            try {
                selector.wakeup();
                socket.remove();
            } catch (IOException e) {
                LOGGER.debug("command socket can't be removed: file={}", path, e);
            }
        }
    }
}
