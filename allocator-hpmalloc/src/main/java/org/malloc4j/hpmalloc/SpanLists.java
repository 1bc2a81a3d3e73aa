package org.malloc4j.hpmalloc;

import java.util.Arrays;

/**
 * Which spans a heap has, by class: hints, on the Java heap, that can be rebuilt from the spans. A span is in at most one list
 * of each kind, and knows its place there.
 */
abstract class SpanLists {
    private static final int FIRST_CAPACITY = 4;

    private final OwnSpan[][] spans;
    private final int[] sizes;

    private SpanLists(int classes) {
        this.spans = new OwnSpan[classes][FIRST_CAPACITY];
        this.sizes = new int[classes];
    }

    /** {@return lists of all spans of a heap} */
    static SpanLists ofAll(int classes) {
        return new SpanLists(classes) {
            @Override
            int place(OwnSpan span) {
                return span.place;
            }

            @Override
            void place(OwnSpan span, int place) {
                span.place = place;
            }
        };
    }

    /** {@return lists of those spans that may have a free slot} */
    static SpanLists ofAvailable(HpMallocSizes sizes) {
        return new SpanLists(sizes.classes) {
            @Override
            int place(OwnSpan span) {
                return span.availablePlace;
            }

            @Override
            void place(OwnSpan span, int place) {
                span.availablePlace = place;
                span.watched = place == 0 ? 0 : ~sizes.padding[span.cursor.c];
            }
        };
    }

    /** {@return a span's place in its list, plus one; 0: in none} */
    abstract int place(OwnSpan span);

    abstract void place(OwnSpan span, int place);

    int size(int c) {
        return sizes[c];
    }

    OwnSpan get(int c, int index) {
        return spans[c][index];
    }

    OwnSpan last(int c) {
        return spans[c][sizes[c] - 1];
    }

    boolean holds(OwnSpan span) {
        return place(span) != 0;
    }

    void add(int c, OwnSpan span) {
        int size = sizes[c];
        if (size == spans[c].length) {
            spans[c] = Arrays.copyOf(spans[c], 2 * size);
        }
        spans[c][size] = span;
        sizes[c] = size + 1;
        place(span, size + 1);
    }

    void remove(int c, OwnSpan span) {
        int place = place(span);
        if (place != 0) {
            OwnSpan last = last(c);
            spans[c][place - 1] = last;
            place(last, place);
            place(span, 0);
            sizes[c]--;
        }
    }

    void clear() {
        Arrays.fill(sizes, 0);
    }
}
