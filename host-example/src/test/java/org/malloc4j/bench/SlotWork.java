package org.malloc4j.bench;

/** Frees the block in a slot picked at random, puts another in its place, and writes its first word. */
final class SlotWork implements Work {
    static final int WORD = 8;

    private final Blocks blocks;
    private final int[] sizes;
    private final int smallest;
    private final int range;
    private final Randomness random;
    private long live;

    SlotWork(Blocks blocks, int slots, int smallest, int largest, Randomness random) {
        this.blocks = blocks;
        this.sizes = new int[slots];
        this.smallest = smallest;
        this.range = largest - smallest + 1;
        this.random = random;
    }

    /** Fills every slot. */
    SlotWork fill() {
        for (int slot = 0; slot < sizes.length; slot++) {
            put(slot, random.next());
        }
        return this;
    }

    @Override
    public void perform() {
        long number = random.next();
        int slot = (int) ((number >>> 33) * sizes.length >>> 31);
        blocks.free(slot);
        live -= sizes[slot];
        put(slot, number);
    }

    private void put(int slot, long number) {
        int size = smallest + (int) ((number & 0x7FFF_FFFFL) * range >>> 31);
        blocks.allocate(slot, size);
        blocks.putLong(slot, 0, number);
        sizes[slot] = size;
        live += size;
    }

    /** Frees every slot. */
    void clear() {
        for (int slot = 0; slot < sizes.length; slot++) {
            blocks.free(slot);
        }
    }

    Blocks blocks() {
        return blocks;
    }

    @Override
    public long liveBytes() {
        return live;
    }
}
