package org.malloc4j.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The rule that a pool's files belong to the user who runs the process, and are readable by nobody else. */
final class OwnerOnly {
    /** Creates a file with mode 0600 in the same step. */
    static final FileAttribute<Set<PosixFilePermission>> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Path SELF = Path.of("/proc/self");

    private OwnerOnly() {
    }

    /** {@return the numeric id of the user who runs this process, or -1 where the system doesn't say} */
    static int user() {
        try {
            return (Integer) Files.getAttribute(SELF, "unix:uid");
        } catch (IOException | UnsupportedOperationException e) {
            return -1;
        }
    }

    /** {@return the numeric id of the user whose file it is} The system is one that has such, or {@link #user} is -1. */
    static int owner(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /** Refuses a file of another user, or one that others may open. */
    static void check(Path path, String what) throws IOException {
        int user = user();
        if (user < 0) {
            return;
        }
        int owner = owner(path);
        if (owner != user) {
            throw new Refusal(what + " belongs to another user: file=" + path + " uid=" + owner + " mine=" + user
                    + "; a pool is shared among one user's processes only. Nothing was changed. Run as that user, or set "
                    + "malloc4j.instance to another name.");
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        if (!mode.equals(MODE.value())) {
            throw new Refusal(what + " has another mode: file=" + path + " mode=" + PosixFilePermissions.toString(mode)
                    + " expected=rw-------; malloc4j creates its files with that mode, so this one was changed or is "
                    + "someone else's. Nothing was changed. Set its mode back if it is yours (chmod 600), or set "
                    + "malloc4j.instance to another name.");
        }
    }
}
