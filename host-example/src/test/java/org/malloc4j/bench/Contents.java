package org.malloc4j.bench;

/** Writes every byte of a block and finds out later whether all are as written. */
final class Contents {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final boolean kept;
    /** What was read, so that reading is never for nothing. */
    private long read;

    /** @param kept whether the contender keeps what is written; if not, reading costs the same and proves nothing */
    Contents(boolean kept) {
        this.kept = kept;
    }

    void write(Blocks blocks, int slot, int byteSize, long key) {
        long word = key * STEP;
        int offset = 0;
        for (; offset <= byteSize - Long.BYTES; offset += Long.BYTES) {
            blocks.putLong(slot, offset, word + offset);
        }
        for (; offset < byteSize; offset++) {
            blocks.putByte(slot, offset, (byte) (word + offset));
        }
    }

    void check(Blocks blocks, int slot, int byteSize, long key) {
        long word = key * STEP;
        long difference = 0;
        int offset = 0;
        for (; offset <= byteSize - Long.BYTES; offset += Long.BYTES) {
            difference |= blocks.getLong(slot, offset) ^ word + offset;
        }
        for (; offset < byteSize; offset++) {
            difference |= blocks.getByte(slot, offset) ^ (byte) (word + offset);
        }
        read += difference;
        if (kept && difference != 0) {
            throw new IllegalStateException("contents of a live block changed: slot=" + slot + " byteSize=" + byteSize
                    + " key=" + key + "; the contender gave its memory to somebody else");
        }
    }

    /** The beginning of a block that was made larger or smaller: what lies behind the last whole word may be another's. */
    void checkWords(Blocks blocks, int slot, int byteSize, long key) {
        check(blocks, slot, byteSize & -Long.BYTES, key);
    }

    long read() {
        return read;
    }
}
