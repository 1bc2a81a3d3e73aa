package org.malloc4j.debug;

import java.lang.StackWalker.StackFrame;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of the frames of one class: whether they are skipped, and which line each of its call sites is. */
final class ClassSites {
    private final boolean skipped;
    private final ConcurrentHashMap<StackTraceElement, CallSite> sites = new ConcurrentHashMap<>();

    ClassSites(boolean skipped) {
        this.skipped = skipped;
    }

    /** {@return whether frames of the class are no origin} */
    boolean isSkipped() {
        return skipped;
    }

    /** {@return the call site of a frame of this class} @param frame the frame */
    CallSite site(StackFrame frame) {
        return sites.computeIfAbsent(frame.toStackTraceElement(), CallSite::of);
    }
}
