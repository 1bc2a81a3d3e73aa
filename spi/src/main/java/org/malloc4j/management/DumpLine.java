package org.malloc4j.management;

/**
 * One line of a {@link Dump}: live blocks that belong together. Bytes are those that were asked for. Where samples were
 * taken, bytes and count are estimates.
 *
 * @param group         which process, thread or age; empty if the dump isn't grouped. On a pool that tracks no origins:
 *                      {@code live} or {@code free}
 * @param origin        the line of code: {@code [DialogTable.java: DialogTable.create, line 87]}. On a pool that tracks no
 *                      origins: the size
 * @param byteSize      bytes in all
 * @param count         number of blocks
 * @param standardError the standard error of {@code byteSize}, in bytes; 0 if it is exact
 * @param oldestMillis  when the oldest of them was allocated, in milliseconds since the epoch; 0 if it isn't known
 * @param newestMillis  when the newest was
 */
public record DumpLine(String group, String origin, double byteSize, double count, double standardError,
                       long oldestMillis, long newestMillis) {
}
