package org.malloc4j.debug;

import java.lang.StackWalker.StackFrame;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is known of the frames of one class: whether they are skipped, and which line each of its call sites is.
 *
 * <p>A frame says at which index of a method's code it is, but only slowly in which method. For a class that is seen often
 * {@link PoolCalls} says for which of them, and which {@link Purpose}, there is no doubt. What is found that way is looked at closely every so often,
 * because an agent may have changed the code since the class file was written; if it is wrong once, the class's are looked
 * at closely from then on.
 */
final class ClassSites {
    private static final int OFTEN = 64;
    private static final int CHECKED_EVERY = 64;
    private static final CallSite[] NONE = {};
    private static final int PURPOSES = Purpose.values().length;

    private final boolean skipped;
    private final ConcurrentHashMap<StackTraceElement, CallSite> sites = new ConcurrentHashMap<>();
    private final AtomicInteger seen = new AtomicInteger();
    /** By index in the code and purpose. What isn't here is looked at closely each time. */
    private volatile CallSite[] known = NONE;
    private volatile PoolCalls calls;
    /** Plain: it matters little which thread's frame is checked. */
    private int hits;

    ClassSites(boolean skipped) {
        this.skipped = skipped;
    }

    /** {@return whether frames of the class are no origin} */
    boolean isSkipped() {
        return skipped;
    }

    /**
     * {@return the call site of a frame of this class}
     *
     * @param frame    the frame
     * @param purpose  what it calls a pool for, null if that isn't known
     * @param packages which frames are skipped
     */
    CallSite site(StackFrame frame, Purpose purpose, CallSites packages) {
        int index = purpose == null ? -1 : frame.getByteCodeIndex() * PURPOSES + purpose.ordinal();
        CallSite[] table = known;
        CallSite site = index >= 0 && index < table.length ? table[index] : null;
        return site != null && (++hits & CHECKED_EVERY - 1) != 0 ? site : lookClosely(frame, index, purpose, packages);
    }

    private CallSite lookClosely(StackFrame frame, int index, Purpose purpose, CallSites packages) {
        StackTraceElement line = frame.toStackTraceElement();
        CallSite site = sites.get(line);
        if (site == null) {
            site = sites.computeIfAbsent(line, CallSite::of);
        }
        PoolCalls here = calls;
        if (purpose == null) {
            return site;
        }
        if (here != null) {
            learn(index, site, here.isOnly(frame.getByteCodeIndex(), purpose, line));
        } else if (seen.incrementAndGet() == OFTEN) {
            // Elsewhere: the program waits for its block.
            Class<?> type = frame.getDeclaringClass();
            Thread.ofVirtual().name("malloc4j-debug").start(() -> calls = PoolCalls.of(type, packages::isSkipped));
        }
        return site;
    }

    private synchronized void learn(int index, CallSite site, boolean only) {
        CallSite[] table = known;
        if (index >= 0 && index < table.length && table[index] != null && table[index] != site) {
            // It was wrong, and will be no more.
            known = NONE;
            calls = PoolCalls.NOWHERE;
        } else if (only && (index >= table.length || table[index] == null)) {
            table = Arrays.copyOf(table, Math.max(table.length, index + 1));
            table[index] = site;
            known = table;
        }
    }
}
