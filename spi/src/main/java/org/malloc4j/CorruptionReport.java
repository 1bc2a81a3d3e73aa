package org.malloc4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a pool found out about memory that was misused: which block it is about, what should be there and what is, what
 * lies beside it, who allocated it and who noticed. An exception carries it; a log entry and a flight recorder's event
 * say the same.
 *
 * <p>Blocks are numbers as hosts know them. A number that isn't known is -1, a pid that isn't known is 0.
 *
 * @param kind        what was done
 * @param pool        the pool: {@code shm} or {@code pkg}
 * @param block       the block it is about: the one that was overrun, underrun, freed twice or written after free
 * @param byteSize    how many bytes were asked for when it was allocated, or -1
 * @param distance    how far: bytes past the end of the block, bytes before its start, or the offset in it; or -1
 * @param orMore      whether it may be farther: the damage reaches bytes of which nobody knows what they should be
 * @param evidence    what should be there and what is
 * @param before      what lies before it
 * @param after       what lies behind it
 * @param culprit     the block whose user is the likely culprit, or -1
 * @param allocatedBy the pid of the process that allocated the block, or 0
 * @param freedBy     the pid of the process that freed it first, or 0
 * @param noticed     who noticed, and while doing what
 * @param origins     lines about where in the program it was allocated and freed, if that is known
 */
public record CorruptionReport(Kind kind, String pool, long block, long byteSize, long distance, boolean orMore,
                               Evidence evidence, Neighbour before, Neighbour after, long culprit, long allocatedBy, long freedBy,
                               Noticed noticed, List<String> origins) {

    /** What was done to a pool's memory. */
    public enum Kind {
        /** Something wrote past a block's end. */
        OVERRUN,
        /** Something wrote before a block's start. */
        UNDERRUN,
        /** A block was freed that had been freed before. */
        DOUBLE_FREE,
        /** Something was freed that is no live block and wasn't known to be one. */
        FOREIGN_FREE,
        /** What the pool keeps beside a block was overwritten, neither from its end nor from its start. */
        HEADER_OVERWRITTEN,
        /** A block was written to after it was freed. */
        WRITE_AFTER_FREE,
        /** The pool's own tables were overwritten. */
        TABLE_OVERWRITTEN;

        /** {@return the name in lower case, with dashes: {@code write-after-free}} */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Bytes that are not what they should be.
     *
     * @param at       where the first of them lies, from the start of the pool's segment
     * @param expected what should be there: bytes in hexadecimal, and the printable ones beside them; empty if unknown
     * @param found    what is there, in the same form
     */
    public record Evidence(long at, String expected, String found) {
        /** There are none: a number was wrong, not memory. */
        public static final Evidence NONE = new Evidence(-1, "", "");
    }

    /**
     * What lies beside a block.
     *
     * @param block    the block, or where one would start, or -1
     * @param byteSize its size in bytes, or -1
     * @param state    what it is
     */
    public record Neighbour(long block, long byteSize, State state) {
        /** Nothing is known of it. */
        public static final Neighbour UNKNOWN = new Neighbour(-1, -1, State.UNKNOWN);
        /** There is none: the end of the heap. */
        public static final Neighbour NONE = new Neighbour(-1, -1, State.NONE);

        /** What a neighbour is. */
        public enum State { LIVE, LIVE_DAMAGED, FREED, FREE, NONE, UNKNOWN }

        @Override
        public String toString() {
            return switch (state) {
                case LIVE -> "live block " + block + " of " + byteSize + " bytes, intact";
                case LIVE_DAMAGED -> "live block " + block + (byteSize < 0 ? "" : " of " + byteSize + " bytes")
                        + ", damaged";
                case FREED -> "block " + block + (byteSize < 0 ? "" : " of " + byteSize + " bytes") + ", freed";
                case FREE -> "free memory";
                case NONE -> "nothing: the end of the heap";
                case UNKNOWN -> "unknown";
            };
        }
    }

    /**
     * Who noticed.
     *
     * @param pid       the process
     * @param thread    the thread's name
     * @param operation what it was doing: {@code free}, {@code allocate}, {@code patrol} ...
     */
    public record Noticed(long pid, String thread, String operation) {

        /** {@return this thread of this process} @param operation what it is doing */
        public static Noticed here(String operation) {
            return new Noticed(ProcessHandle.current().pid(), Thread.currentThread().getName(), operation);
        }
    }

    /** Makes sure that nothing is missing. */
    public CorruptionReport {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(pool);
        Objects.requireNonNull(evidence);
        Objects.requireNonNull(before);
        Objects.requireNonNull(after);
        Objects.requireNonNull(noticed);
        origins = List.copyOf(origins);
    }

    /** {@return the same with more lines about where blocks come from} @param lines such as {@code allocated at ...} */
    public CorruptionReport withOrigins(List<String> lines) {
        List<String> all = new ArrayList<>(origins);
        all.addAll(lines);
        return new CorruptionReport(kind, pool, block, byteSize, distance, orMore, evidence, before, after, culprit,
                allocatedBy, freedBy, noticed, all);
    }

    /** {@return what happened, in one line} */
    public String headline() {
        return ReportText.headline(this);
    }

    /** {@return everything that is known, over several lines, the {@link #headline} first} */
    public String text() {
        return ReportText.text(this);
    }
}
