package org.malloc4j.bench;

/** Fills an empty slot or empties a full one; some slots are chosen far more often than others. */
final class ToggleWork implements Work {
    private static final int ROUNDS = 6;
    private static final int CLASSES = 8;
    private static final int SMALLEST_CLASS = 4;

    private final Blocks blocks;
    private final Contents contents;
    private final int[] sizes;
    private final Randomness random;
    private long live;

    ToggleWork(Contender contender, int slots, Randomness random) {
        this.blocks = contender.blocks(slots);
        this.contents = new Contents(contender.keepsContents());
        this.sizes = new int[slots];
        this.random = random;
    }

    @Override
    public void perform() {
        int slot = choose();
        if (sizes[slot] == 0) {
            int size = size();
            blocks.allocate(slot, size);
            contents.write(blocks, slot, size, slot);
            sizes[slot] = size;
            live += size;
        } else {
            empty(slot);
        }
    }

    private void empty(int slot) {
        contents.check(blocks, slot, sizes[slot], slot);
        blocks.free(slot);
        live -= sizes[slot];
        sizes[slot] = 0;
    }

    /** Of the slots left, the first fifth with four chances in five, the rest otherwise; and so on. */
    private int choose() {
        int first = 0;
        int count = sizes.length;
        for (int round = 0; round < ROUNDS && count > 1; round++) {
            int fifth = Math.max(1, count / 5);
            if (random.below(5) < 4) {
                count = fifth;
            } else {
                first += fifth;
                count -= fifth;
            }
        }
        return first + random.below(count);
    }

    /** 5 to 8 for every second block, 9 to 16 for every fourth ... 513 to 1,024. */
    private int size() {
        int half = SMALLEST_CLASS << Math.min(Long.numberOfTrailingZeros(random.next()), CLASSES - 1);
        return half + 1 + random.below(half);
    }

    /** Empties every slot. */
    void clear() {
        for (int slot = 0; slot < sizes.length; slot++) {
            if (sizes[slot] != 0) {
                empty(slot);
            }
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
