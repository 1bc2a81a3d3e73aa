package org.malloc4j.management;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/**
 * A Unix domain socket on which only this process's own user is heard.
 *
 * <p>It gets its name only once it listens: one that refuses a connection is a dead process's.
 */
final class OwnersSocket implements AutoCloseable {
    private static final int BACKLOG = 64;

    private final Path path;
    private final Path unnamed;
    private final ServerSocketChannel listener;
    private final UserPrincipal owner;
    private final Object fileKey;

    private OwnersSocket(Path path, Path unnamed, ServerSocketChannel listener) throws IOException {
        this.path = path;
        this.unnamed = unnamed;
        this.listener = listener;
        this.owner = Files.getOwner(unnamed, LinkOption.NOFOLLOW_LINKS);
        this.fileKey = fileKey(unnamed);
    }

    /** {@return a socket that listens, under a name of its own so far} @param path the name it shall have */
    static OwnersSocket listen(Path path) throws IOException {
        Path unnamed = unnamed(path);
        Files.deleteIfExists(unnamed);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(unnamed), BACKLOG);
            Files.setPosixFilePermissions(unnamed, PosixFilePermissions.fromString("rw-------"));
            listener.configureBlocking(false);
            return new OwnersSocket(path, unnamed, listener);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /** Removes what a dead process left. @param path the name of its socket */
    static void remove(Path path) throws IOException {
        Files.deleteIfExists(unnamed(path));
        Files.deleteIfExists(path);
    }

    private static Path unnamed(Path path) {
        return path.resolveSibling(path.getFileName() + "~");
    }

    private static Object fileKey(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }

    /** Gives it its name. What had that name before, a dead process's socket, is replaced. */
    void publish() throws IOException {
        Files.move(unnamed, path, StandardCopyOption.ATOMIC_MOVE);
    }

    SelectionKey register(Selector selector) throws IOException {
        return listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** {@return who calls, if it is the owner; null if nobody does} Anybody else is hung up on. */
    SocketChannel accept() throws IOException {
        SocketChannel caller = listener.accept();
        if (caller == null) {
            return null;
        }
        try {
            // The mode keeps others away; this does who came before it was set, and whom no mode stops.
            if (caller.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(owner)) {
                caller.configureBlocking(false);
                return caller;
            }
        } catch (IOException e) {
            caller.close();
            throw e;
        }
        caller.close();
        return null;
    }

    /** Takes its names away, unless something else has them by now. */
    void remove() throws IOException {
        Files.deleteIfExists(unnamed);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && fileKey.equals(fileKey(path))) {
            Files.delete(path);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
