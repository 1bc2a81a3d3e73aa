package org.malloc4j.debug;

import java.util.concurrent.ConcurrentHashMap;

/** A line of code that uses a pool, or several such lines, each called by the next. Its text is interned on first use. */
final class CallSite {
    private static final int NOT_YET = -1;

    private final String text;
    private final ConcurrentHashMap<CallSite, CallSite> callers = new ConcurrentHashMap<>();
    private volatile int number = NOT_YET;

    CallSite(String text) {
        this.text = text;
    }

    static CallSite of(StackTraceElement frame) {
        String type = frame.getClassName();
        String file = frame.getFileName();
        return new CallSite("[" + (file == null ? "unknown file" : file) + ": "
                + type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName() + ", line "
                + frame.getLineNumber() + "]");
    }

    /** {@return this line as called by another one} @param caller the other one */
    CallSite calledBy(CallSite caller) {
        CallSite known = callers.get(caller);
        return known != null ? known : callers.computeIfAbsent(caller, it -> new CallSite(text + " < " + it.text));
    }

    /** {@return its number among texts, {@link Texts#NONE} if there is no place for it} @param texts where to keep it */
    int number(Texts texts) {
        int known = number;
        if (known == NOT_YET) {
            known = texts.intern(text);
            number = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return text;
    }
}
