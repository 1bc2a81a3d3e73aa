package org.malloc4j.hpmalloc;

import java.util.Arrays;

/**
 * Which spans a heap has, by class, and which of them may have a free slot: hints, on the Java heap, that can be rebuilt
 * from the spans. A span is in at most one list of each kind of the JVM's heaps, so its places are kept in two arrays that
 * the heaps share.
 */
final class SpanLists {
    private static final int FIRST_CAPACITY = 4;

    private final int[][] spans;
    private final int[] sizes;
    /** A span's place in its list, plus one; 0: in none. Entries of a heap's own spans are its owner's. */
    private final int[] places;

    SpanLists(int classes, int[] places) {
        this.spans = new int[classes][FIRST_CAPACITY];
        this.sizes = new int[classes];
        this.places = places;
    }

    int size(int c) {
        return sizes[c];
    }

    int get(int c, int index) {
        return spans[c][index];
    }

    int last(int c) {
        return spans[c][sizes[c] - 1];
    }

    boolean holds(int span) {
        return places[span] != 0;
    }

    void add(int c, int span) {
        int size = sizes[c];
        if (size == spans[c].length) {
            spans[c] = Arrays.copyOf(spans[c], 2 * size);
        }
        spans[c][size] = span;
        sizes[c] = size + 1;
        places[span] = size + 1;
    }

    void remove(int c, int span) {
        int place = places[span];
        if (place != 0) {
            int last = last(c);
            spans[c][place - 1] = last;
            places[last] = place;
            places[span] = 0;
            sizes[c]--;
        }
    }

    /** Forgets where a span was in a list of somebody else's. */
    void forget(int span) {
        places[span] = 0;
    }

    void clear() {
        Arrays.fill(sizes, 0);
    }

    boolean isEmpty() {
        return Arrays.stream(sizes).allMatch(size -> size == 0);
    }
}
