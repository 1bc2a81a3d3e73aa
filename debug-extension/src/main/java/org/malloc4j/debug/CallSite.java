package org.malloc4j.debug;

import com.google.common.collect.ImmutableList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A line of code that uses a pool, or several such lines, each called by the next. Its text is interned on first use. */
final class CallSite {
    /** As many pools as a process usually has, and more. */
    private static final int REMEMBERED = 4;

    /** Under which number some pool knows the text. */
    private record Numbered(Object pool, int number) {
    }

    private final String text;
    private final ConcurrentHashMap<CallSite, CallSite> callers = new ConcurrentHashMap<>();
    private volatile ImmutableList<Numbered> numbers = ImmutableList.of();

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
        ImmutableList<Numbered> known = numbers;
        for (int i = 0; i < known.size(); i++) {
            Numbered numbered = known.get(i);
            if (numbered.pool() == texts.pool()) {
                return numbered.number();
            }
        }
        int number = texts.intern(text);
        numbers = Stream.concat(Stream.of(new Numbered(texts.pool(), number)), known.stream()).limit(REMEMBERED)
                .collect(ImmutableList.toImmutableList());
        return number;
    }

    @Override
    public String toString() {
        return text;
    }
}
