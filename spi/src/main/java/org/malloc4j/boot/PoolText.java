package org.malloc4j.boot;

import org.malloc4j.PoolStatistics;
import org.malloc4j.Role;

/** The sentences about a pool that more than one class says. */
final class PoolText {
    private PoolText() {
    }

    /** {@return the command-line option that sets the size of a role's pool} */
    static String option(Role role) {
        return role == Role.SHM ? "-m" : "-M";
    }

    /** {@return why a request failed and what to do about it} */
    static String exhausted(Role role, PoolStatistics statistics, long byteSize, long byteAlignment, String refusal) {
        String figures = "pool is exhausted: pool=" + role.key() + " asked=" + byteSize
                + (byteAlignment > 16 ? " alignment=" + byteAlignment : "") + " free=" + statistics.freeSize()
                + " largestFree=" + statistics.largestFree();
        String key = "malloc4j." + role.key() + ".size (" + option(role) + "), now " + statistics.totalSize()
                + " bytes in all";
        if (refusal != null) {
            return figures + "; its file can't grow: " + refusal + ". The file system of malloc4j.shm.directory is full: "
                    + "make room there, or lower " + key + ".";
        }
        if (statistics.largestFree() >= byteSize) {
            return figures + "; there would be enough memory, but no free fragment holds it at that alignment. Free "
                    + "neighbouring blocks, or raise " + key + ".";
        }
        if (statistics.freeSize() >= byteSize) {
            return figures + "; there would be enough memory if it were in one piece, but it is in "
                    + statistics.freeFragments() + ". Free neighbouring blocks, or raise " + key + ".";
        }
        return figures + "; there isn't enough memory left. Free blocks, or raise " + key + ".";
    }
}
