package org.malloc4j.tck;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The deaths that a process could have died in the course of what it did: after every store in program order, and with
 * plain stores missing that no later store held back, or there early because nothing before them held them back. What a
 * compiler may do to the order of stores, it can do here.
 */
final class Deaths {
    private static final int RANDOM_SUBSETS = 8;

    private final Image before;
    private final List<Access> log;
    private final SplittableRandom random;
    private final List<BitSet> deaths = new ArrayList<>();
    private int points;

    /** @param before the region before the first access @param log what the process did @param random picks subsets */
    Deaths(Image before, List<Access> log, SplittableRandom random) {
        this.before = before;
        this.log = log;
        this.random = random;
        for (int at = 0; at <= log.size(); at++) {
            if (at == log.size() || log.get(at).isVisible()) {
                points++;
                addAt(at);
            }
        }
    }

    /** {@return how many places there are to die at: before the first store and after each} */
    int points() {
        return points;
    }

    /** {@return how many images of death there are} */
    int count() {
        return deaths.size();
    }

    /** {@return which deaths to look at: all, or some of them if there are more than a limit} */
    int[] sample(int limit) {
        int count = count();
        if (count <= limit) {
            return IntStream.range(0, count).toArray();
        }
        return random.ints(limit, 0, count).distinct().sorted().toArray();
    }

    /** {@return what a death left behind} @param index which death */
    Image image(int index) {
        Image image = before.copy();
        deaths.get(index).stream().mapToObj(log::get).filter(Access::isVisible).forEach(image::apply);
        return image;
    }

    /** {@return which stores a death came after} @param index which death */
    String describe(int index) {
        BitSet made = deaths.get(index);
        int inOrder = made.nextClearBit(0);
        String last = inOrder == 0 ? "" : " (the last was " + log.get(inOrder - 1) + ")";
        BitSet rest = (BitSet) made.clone();
        rest.clear(0, inOrder);
        return "died after " + inOrder + " of " + log.size() + " accesses" + last
                + (rest.isEmpty() ? "" : " with others there already: " + rest);
    }

    private void addAt(int at) {
        BitSet inOrder = new BitSet();
        inOrder.set(0, at);
        deaths.add(inOrder);
        // A subset of what is under way is one at any earlier point too, so they are taken where there is most of it.
        if (at == log.size() || log.get(at).holdsBackEarlier()) {
            BitSet late = late(at);
            BitSet early = early(at);
            if (!late.isEmpty()) {
                addLate(inOrder, late);
            }
            if (!early.isEmpty()) {
                addEarly(inOrder, late, early);
            }
        }
    }

    private void addLate(BitSet inOrder, BitSet late) {
        BitSet none = without(inOrder, late);
        deaths.add(none);
        if (late.cardinality() > 1) {
            late.stream().forEach(one -> {
                deaths.add(flipped(inOrder, one));
                deaths.add(flipped(none, one));
            });
            for (int i = 0; i < RANDOM_SUBSETS; i++) {
                deaths.add(without(inOrder, someOf(late)));
            }
        }
    }

    private void addEarly(BitSet inOrder, BitSet late, BitSet early) {
        BitSet all = (BitSet) inOrder.clone();
        all.or(early);
        deaths.add(all);
        early.stream().forEach(one -> deaths.add(flipped(inOrder, one)));
        for (int i = 0; i < RANDOM_SUBSETS; i++) {
            BitSet some = without(inOrder, someOf(late));
            some.or(someOf(early));
            deaths.add(some);
        }
    }

    /** Plain stores made by now that may not be there yet. */
    private BitSet late(int at) {
        BitSet late = new BitSet();
        for (int i = at - 1; i >= 0 && !log.get(i).holdsBackEarlier(); i--) {
            late.set(i, log.get(i).isPlain());
        }
        return late;
    }

    /**
     * Plain stores not made yet that may be there already; never one that follows an ordered store to the same place.
     */
    private BitSet early(int at) {
        BitSet early = new BitSet();
        for (int i = at; i < log.size() && !log.get(i).holdsBackLater(); i++) {
            Access access = log.get(i);
            early.set(i, access.isPlain() && log.subList(at, i).stream()
                    .noneMatch(other -> !other.isPlain() && other.offset() == access.offset()));
        }
        return early;
    }

    private BitSet someOf(BitSet set) {
        BitSet some = new BitSet();
        set.stream().filter(i -> random.nextBoolean()).forEach(some::set);
        return some;
    }

    private static BitSet without(BitSet set, BitSet less) {
        BitSet result = (BitSet) set.clone();
        result.andNot(less);
        return result;
    }

    private static BitSet flipped(BitSet set, int index) {
        BitSet result = (BitSet) set.clone();
        result.flip(index);
        return result;
    }
}
