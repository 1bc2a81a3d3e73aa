package org.malloc4j.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The dedicated lock file of a pool, opened once per JVM however many memories, and copies of malloc4j, use it.
 *
 * <p>Closing any channel on a file drops every lock this JVM has on it, so all share one channel: a registry among the
 * system properties, made of the JDK's own types, is seen by every class loader. It also keeps the {@link FileLock}s
 * reachable; the JDK forgets one that was collected, though the kernel does not. On the channel only {@code tryLock} and
 * {@code release} are called, which an interrupt leaves alone, and by one thread at a time.
 *
 * <p>The last process to leave a pool deletes this file, so its path may come to name another one. What is open here is
 * known by the key that the path had both before and after opening.
 */
final class LockFile implements ByteLocks, AutoCloseable {
    private static final String REGISTRY = "org.malloc4j.boot.lock-files";
    /** By file key: the channel, the locks held through it, and a count of users. Guarded by itself. */
    private static final Map<String, Object[]> OPEN = registry();

    private final Path path;
    private final String key;
    private final FileChannel channel;
    private final boolean created;
    private final Map<Integer, FileLock> held = new HashMap<>();
    private boolean closed;

    private LockFile(Path path, String key, FileChannel channel, boolean created) {
        this.path = path;
        this.key = key;
        this.channel = channel;
        this.created = created;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object[]> registry() {
        System.getProperties().putIfAbsent(REGISTRY, new HashMap<String, Object[]>());
        return (Map<String, Object[]>) System.getProperties().get(REGISTRY);
    }

    /** {@return the lock file at a path, created with mode 0600 if there is none} */
    static LockFile open(Path path) throws IOException {
        return open(path, true);
    }

    /** {@return the lock file at a path, if there is one} */
    static Optional<LockFile> openIfThere(Path path) throws IOException {
        return Optional.ofNullable(open(path, false));
    }

    private static LockFile open(Path path, boolean mayCreate) throws IOException {
        boolean created = false;
        synchronized (OPEN) {
            while (true) {
                String key = keyOf(path);
                if (key == null && !mayCreate) {
                    return null;
                }
                if (key == null) {
                    created |= create(path);
                    continue;
                }
                Object[] entry = OPEN.get(key);
                if (entry == null) {
                    FileChannel channel = openExisting(path);
                    if (channel == null || !key.equals(keyOf(path))) {
                        // Replaced meanwhile. No lock of ours is on what we opened: it isn't in the registry.
                        if (channel != null) {
                            channel.close();
                        }
                        continue;
                    }
                    entry = new Object[] {channel, new HashSet<FileLock>(), new int[1]};
                    OPEN.put(key, entry);
                }
                ((int[]) entry[2])[0]++;
                return new LockFile(path, key, (FileChannel) entry[0], created);
            }
        }
    }

    private static boolean create(Path path) throws IOException {
        try {
            Files.createFile(path, OwnerOnly.MODE);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static FileChannel openExisting(Path path) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static String keyOf(Path path) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                throw new Refusal("lock file is no regular file: file=" + path + "; something else lies where malloc4j "
                        + "keeps its locks. Nothing was changed. " + Refusal.MOVE_AWAY);
            }
            OwnerOnly.check(path, "lock file");
            return String.valueOf(attributes.fileKey());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** {@return whether the path still names the file that is open here} */
    boolean isCurrent() {
        try {
            return key.equals(keyOf(path));
        } catch (IOException | Refusal e) {
            return false;
        }
    }

    /** {@return whether the file was created when it was opened here} */
    boolean wasCreated() {
        return created;
    }

    /** {@return the inode of the file, which tells it from one that took its place; 0 where there is none} */
    long inode() {
        try {
            return (Long) Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | UnsupportedOperationException e) {
            return 0;
        }
    }

    Path path() {
        return path;
    }

    @Override
    public boolean tryAcquire(int position) {
        return attempt(position, true) == Holder.NOBODY;
    }

    @Override
    public Holder holder(int position) {
        return attempt(position, false);
    }

    private Holder attempt(int position, boolean keep) {
        synchronized (OPEN) {
            try {
                FileLock lock = channel.tryLock(position, 1, false);
                if (lock == null) {
                    return Holder.ANOTHER_PROCESS;
                }
                if (keep) {
                    held.put(position, lock);
                    locks().add(lock);
                } else {
                    lock.release();
                }
                return Holder.NOBODY;
            } catch (OverlappingFileLockException e) {
                return Holder.THIS_PROCESS;
            } catch (IOException e) {
                throw new UncheckedIOException("byte " + position + " of the lock file can't be locked: file=" + path, e);
            }
        }
    }

    @Override
    public void release(int position) {
        synchronized (OPEN) {
            FileLock lock = held.remove(position);
            if (lock != null) {
                locks().remove(lock);
                try {
                    lock.release();
                } catch (IOException e) {
                    throw new UncheckedIOException("byte " + position + " of the lock file can't be released: file="
                            + path, e);
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private Set<FileLock> locks() {
        return (Set<FileLock>) OPEN.get(key)[1];
    }

    /** Releases what was acquired through this object, and closes the channel if nobody else in this JVM uses it. */
    @Override
    public void close() {
        synchronized (OPEN) {
            if (closed) {
                return;
            }
            for (int position : held.keySet().toArray(Integer[]::new)) {
                release(position);
            }
            closed = true;
            Object[] entry = OPEN.get(key);
            if (--((int[]) entry[2])[0] == 0) {
                OPEN.remove(key);
                try {
                    channel.close();
                } catch (IOException e) {
                    throw new UncheckedIOException("lock file can't be closed: file=" + path, e);
                }
            }
        }
    }
}
