package org.malloc4j.qmalloc;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.malloc4j.CorruptionReport.Evidence;
import org.malloc4j.spi.Region;

/**
 * The bytes between two blocks that are not what they should be: the guard behind the left one, the headers of the right
 * one and the guard before it. A tag among them belongs to somebody else, and nobody knows what it should be.
 */
final class Damage {
    private static final int SHOWN = 32;

    private final Region region;
    private final Secret secret;
    private final Guards guards;
    /** Where which byte should be, for all that is damaged, or null where that isn't known. */
    private final TreeMap<Long, Byte> expected = new TreeMap<>();
    private boolean tail;
    private boolean front;
    private boolean header;

    Damage(Region region, Secret secret, Guards guards) {
        this.region = region;
        this.secret = secret;
        this.guards = guards;
    }

    /** Looks at the guard behind a block. @param left the block */
    void lookBehind(Extent left) {
        if (left.size() == 0 || Header.is(left.header(), Header.UNGUARDED) && left.isKnown()) {
            return;
        }
        // Where nobody knows how long the guard is, it has 8 bytes or more, of which only the first may be the zero.
        long from = left.byteSize() < 0 ? left.end() - QMallocLayout.SMALLEST_TAIL : left.tail();
        for (long at = left.byteSize() < 0 ? from + 1 : from; at < left.end(); at++) {
            tail |= compare(at, guards.tailByte(at, from, left.end()));
        }
    }

    /** Looks at a block's headers and the guard before it. @param right the block @param own the pid it likely has */
    void lookBefore(Extent right, long sealedHeader, long own) {
        if (!right.isPlaced()) {
            header |= compareWord(right.fragment(), sealedHeader, sealedHeader != 0);
        }
        if (!right.isKnown()) {
            long at = right.fragment() + QMallocLayout.HEADER;
            long likely = right.byteSize() < 0 ? 0 : Header.of(secret, at, right.end() - right.tail(), own);
            header |= compareWord(at, likely, likely != 0 && shareBytes(likely, region.getLong(at)));
        }
        long guard = secret.guard(right.block() - Long.BYTES);
        for (long at = right.block() - Long.BYTES; at < right.block(); at++) {
            front |= compare(at, Guards.byteAt(guard, at));
        }
    }

    /** What was guessed is right if part of it is still there. */
    private static boolean shareBytes(long likely, long found) {
        for (int i = 0; i < Long.BYTES; i++) {
            if ((likely >>> i * 8 & 0xFF) == (found >>> i * 8 & 0xFF)) {
                return true;
            }
        }
        return false;
    }

    private boolean compareWord(long at, long word, boolean isKnown) {
        for (long i = at; i < at + Long.BYTES; i++) {
            if (!isKnown) {
                expected.put(i, null);
            } else {
                compare(i, Guards.byteAt(word, i));
            }
        }
        return true;
    }

    private boolean compare(long at, byte should) {
        if (region.getByte(at) != should) {
            expected.put(at, should);
            return true;
        }
        return false;
    }

    /** {@return whether one of some bytes is damaged} @param from the first @param to the last */
    boolean touches(long from, long to) {
        return !expected.subMap(from, true, to, true).isEmpty();
    }

    boolean isThere() {
        return tail || front || header;
    }

    boolean isTail() {
        return tail;
    }

    boolean isFront() {
        return front;
    }

    /** {@return where the first damaged byte lies} */
    long first() {
        return expected.firstKey();
    }

    /** {@return where the last damaged byte lies} */
    long last() {
        return expected.lastKey();
    }

    /** {@return whether there is no byte of which it could be said that it is wrong} */
    boolean isEmpty() {
        return expected.isEmpty();
    }

    /** {@return whether there are bytes of which nobody knows what they should be, without a larger gap behind one} @param at that one */
    boolean goesOnBehind(long at) {
        Long next = expected.higherKey(at);
        return next != null && next - at <= Long.BYTES && expected.get(next) == null;
    }

    /** {@return whether there are bytes of which nobody knows what they should be, without a larger gap before one} @param at that one */
    boolean goesOnBefore(long at) {
        Long next = expected.lowerKey(at);
        return next != null && at - next <= Long.BYTES && expected.get(next) == null;
    }

    /** {@return the last byte known to be damaged of those that follow one another without a larger gap} @param from where to start */
    long lastFrom(long from) {
        return farthest(expected.tailMap(from, true), from);
    }

    /** {@return the first byte known to be damaged of those that precede one another without a larger gap} @param to where to start */
    long firstTo(long to) {
        return farthest(expected.headMap(to, true).descendingMap(), to);
    }

    /** Unknown bytes may have been written to, or not: they are a bridge, but no end. */
    private static long farthest(NavigableMap<Long, Byte> bytes, long start) {
        long farthest = start;
        long reached = start;
        for (Map.Entry<Long, Byte> damaged : bytes.entrySet()) {
            if (Math.abs(damaged.getKey() - reached) > Long.BYTES) {
                break;
            }
            reached = damaged.getKey();
            farthest = damaged.getValue() == null ? farthest : reached;
        }
        return farthest;
    }

    /** {@return the bytes, those that should be there and those that are} @param from the first @param to the last */
    Evidence evidence(long from, long to) {
        HexText should = new HexText();
        HexText is = new HexText();
        for (long at = from; at <= Math.min(to, from + SHOWN - 1); at++) {
            byte found = region.getByte(at);
            if (expected.containsKey(at) && expected.get(at) == null) {
                should.addUnknown();
            } else {
                should.add(expected.getOrDefault(at, found));
            }
            is.add(found);
        }
        return new Evidence(from, should.toString(), is.toString());
    }
}
