package org.malloc4j.hpmalloc;

/** Of one class of one heap: the word to allocate from. */
final class Cursor {
    final int c;
    final long stride;
    /** Where the live word lies. */
    long at;
    /** The block that its first bit stands for. */
    long base;

    Cursor(int c, HpMallocSizes sizes, long at) {
        this.c = c;
        this.stride = sizes.stride[c];
        this.at = at;
    }
}
