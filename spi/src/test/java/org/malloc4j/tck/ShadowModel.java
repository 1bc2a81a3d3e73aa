package org.malloc4j.tck;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What must be live: a sorted map of blocks, and of the bytes that belong to somebody, blocks and tags alike. */
final class ShadowModel {

    /**
     * One live block.
     *
     * @param block     its number
     * @param asked     the bytes that were asked for
     * @param byteSize  the bytes that may be used
     * @param alignment the alignment that was asked for
     * @param tag       where its tag lies, or 0
     * @param key       what its contents and its tag are stamped with
     */
    record Live(long block, long asked, long byteSize, long alignment, long tag, long key) {
    }

    private final long tagByteSize;
    private final NavigableMap<Long, Live> blocks = new TreeMap<>();
    private final NavigableMap<Long, Long> owned = new TreeMap<>();
    private long usedSize;

    ShadowModel(long tagByteSize) {
        this.tagByteSize = tagByteSize;
    }

    /** Adds a block. @param live what must not overlap any other */
    void add(Live live) {
        if (blocks.containsKey(live.block())) {
            throw new AssertionError("block handed out twice: block=" + live.block());
        }
        own(live.block(), live.byteSize(), "block", live);
        if (tagByteSize > 0) {
            own(live.tag(), tagByteSize, "tag", live);
        }
        blocks.put(live.block(), live);
        usedSize += live.byteSize();
    }

    /** Removes a block. */
    void remove(Live live) {
        blocks.remove(live.block());
        disown(live.block(), live.byteSize());
        disown(live.tag(), tagByteSize);
        usedSize -= live.byteSize();
    }

    private void own(long start, long byteSize, String what, Live live) {
        Map.Entry<Long, Long> before = owned.lowerEntry(start + Math.max(1, byteSize));
        if (before != null && before.getValue() > start) {
            throw new AssertionError(what + " overlaps bytes that belong to a live block: " + what + "=" + start
                    + " byteSize=" + byteSize + " other=" + before.getKey() + ".." + before.getValue()
                    + " block=" + live.block());
        }
        if (byteSize > 0) {
            owned.put(start, start + byteSize);
        }
    }

    private void disown(long start, long byteSize) {
        if (byteSize > 0) {
            owned.remove(start);
        }
    }

    /** {@return the live block with this number, or null} @param block the number */
    Live get(long block) {
        return blocks.get(block);
    }

    /** {@return whether any live block or its tag owns one of these bytes} @param start the first @param byteSize how many */
    boolean isOwned(long start, long byteSize) {
        Map.Entry<Long, Long> before = owned.lowerEntry(start + byteSize);
        return byteSize > 0 && before != null && before.getValue() > start;
    }

    /** {@return the live blocks in address order} They may not change while somebody looks. */
    Collection<Live> live() {
        return blocks.values();
    }

    /** {@return a copy of the live blocks' numbers, in address order} */
    List<Long> numbers() {
        return new ArrayList<>(blocks.keySet());
    }

    /** {@return the sum of the bytes that may be used} */
    long usedSize() {
        return usedSize;
    }
}
