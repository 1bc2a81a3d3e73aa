package org.malloc4j.boot;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the command sockets of processes that died. A socket goes only while the life byte of its slot is held, so that
 * nobody can claim the slot, and make a socket of the same name, meanwhile.
 *
 * @param directory where they lie
 */
record StaleSockets(Path directory) implements Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(StaleSockets.class);
    private static final Pattern NAME = Pattern.compile("malloc4j-(.+)\\.(\\d{1,4})\\.sock~?");

    @Override
    public void run() {
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(directory, "malloc4j-*.sock*")) {
            for (Path socket : sockets) {
                Matcher name = NAME.matcher(socket.getFileName().toString());
                if (name.matches()) {
                    removeIfDead(socket, PoolFiles.of(directory, name.group(1)).lock(), Integer.parseInt(name.group(2)));
                }
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.debug("stale command sockets can't be looked for: directory={}", directory, e);
        }
    }

    private static void removeIfDead(Path socket, Path lock, int slot) {
        if (slot >= SuperblockDescriptor.SLOT_CAPACITY) {
            return;
        }
        try (LockFile locks = LockFile.openIfThere(lock).orElse(null)) {
            if (locks != null && locks.tryAcquire(SlotTable.lifeByte(slot)) && Files.deleteIfExists(socket)) {
                LOGGER.debug("command socket of a dead process was removed: file={}", socket);
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.debug("command socket can't be looked at: file={}", socket, e);
        }
    }
}
