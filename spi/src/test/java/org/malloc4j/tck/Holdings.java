package org.malloc4j.tck;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Tagged;

/** What a heap must hold at one moment: live blocks with their contents and tags, and words that name blocks. */
final class Holdings {

    /**
     * One live block.
     *
     * @param block    its number
     * @param byteSize the bytes that may be used
     * @param tag      where its tag lies, or 0
     * @param key      what its contents and tag are stamped with, or 0: nobody has written them yet
     * @param kept     how many bytes of contents are known
     */
    record Held(long block, long byteSize, long tag, long key, long kept) {
    }

    private final long tagByteSize;
    private final NavigableMap<Long, Held> blocks = new TreeMap<>();
    private final NavigableMap<Long, Long> words = new TreeMap<>();

    Holdings(long tagByteSize) {
        this.tagByteSize = tagByteSize;
    }

    Holdings copy() {
        Holdings copy = new Holdings(tagByteSize);
        copy.blocks.putAll(blocks);
        copy.words.putAll(words);
        return copy;
    }

    /** {@return live blocks by their numbers} */
    NavigableMap<Long, Held> blocks() {
        return blocks;
    }

    /** {@return what words hold, by their offsets} A block in which words are has no other contents. */
    NavigableMap<Long, Long> words() {
        return words;
    }

    long usedSize() {
        return blocks.values().stream().mapToLong(Held::byteSize).sum();
    }

    /** Adds a block that was just allocated: nobody has written to it. */
    void add(long block, Allocator allocator) {
        long tag = tagByteSize == 0 ? 0 : ((Tagged) allocator).tag(block);
        blocks.put(block, new Held(block, allocator.byteSize(block), tag, 0, 0));
    }

    void resized(long block, Allocator allocator) {
        Held old = blocks.get(block);
        long byteSize = allocator.byteSize(block);
        blocks.put(block, new Held(block, byteSize, old.tag(), old.key(), Math.min(old.kept(), byteSize)));
    }

    /**
     * Writes every block's contents and tag that nobody has written yet, but not those of a block in which words are.
     */
    void write(Image image) {
        for (Held held : blocks.values()) {
            if (held.key() == 0 || held.kept() < held.byteSize() && !holdsWords(held)) {
                long key = held.key() == 0 ? held.block() * 31 + blocks.size() : held.key();
                long kept = holdsWords(held) ? 0 : held.byteSize();
                Stamp.write(image.memory(), held.block(), kept, key);
                Stamp.write(image.memory(), held.tag(), tagByteSize, ~key);
                held = new Held(held.block(), held.byteSize(), held.tag(), key, kept);
                blocks.put(held.block(), held);
            }
        }
    }

    /** {@return whether a block is live, holds no words and is named by none} @param block the block */
    boolean isPlain(long block) {
        Held held = blocks.get(block);
        return held != null && !holdsWords(held) && !words.containsValue(block);
    }

    private boolean holdsWords(Held held) {
        Long word = words.ceilingKey(held.block());
        return word != null && word < held.block() + held.byteSize();
    }

    /** {@return what differs from a heap, or null} @param walk the heap's blocks @param image its memory */
    String difference(Walk walk, Image image) {
        TreeMap<Long, Long> seen = new TreeMap<>();
        walk.steps().stream().filter(Walk.Step::live).forEach(step -> seen.put(step.block(), step.byteSize()));
        TreeMap<Long, Long> expected = new TreeMap<>();
        blocks.values().forEach(held -> expected.put(held.block(), held.byteSize()));
        if (!seen.equals(expected)) {
            return "live blocks: expected=" + expected + " found=" + seen;
        }
        for (var word : words.entrySet()) {
            if (image.word(word.getKey()) != word.getValue()) {
                return "word: at=" + word.getKey() + " expected=" + word.getValue() + " found="
                        + image.word(word.getKey());
            }
        }
        for (Held held : blocks.values()) {
            if (Stamp.mismatch(image.memory(), held.block(), held.kept(), held.key()) >= 0) {
                return "contents: " + held;
            }
            if (held.key() != 0 && Stamp.mismatch(image.memory(), held.tag(), tagByteSize, ~held.key()) >= 0) {
                return "tag: " + held;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return "blocks=" + blocks.values() + " words=" + words;
    }
}
