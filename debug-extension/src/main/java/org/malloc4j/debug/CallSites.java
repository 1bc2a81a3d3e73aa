package org.malloc4j.debug;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds the line of code that called a pool: the innermost frame outside malloc4j, the JDK's foreign memory and the host's
 * own wrappers. Frames are told apart by their class's package, never by counting.
 *
 * <p>{@link #walker} is walked right in the method that a pool calls, because each frame between that and the host's costs
 * as much as a tenth of the walk: {@code (CallSite) sites.walker(0).walk(sites.allocation())}.
 */
final class CallSites {
    /** The pool's frame and the host's. More frames than that come in a second portion, at its price. */
    private static final int ESTIMATED_DEPTH = 2;
    /** Up to so many frames more may be known to lie in between. */
    private static final int MAX_MORE = 4;
    /** A wrapper adds one or two. */
    private static final int WRAPPED_DEPTH = 2;

    /** malloc4j's own, whatever the host calls it through; not those of a host that lives below org.malloc4j. */
    private static final ImmutableSet<String> OWN = ImmutableSet.of("org.malloc4j", "org.malloc4j.boot",
            "org.malloc4j.spi", "org.malloc4j.spi.support", "org.malloc4j.management", "org.malloc4j.debug",
            "java.lang.foreign", "java.lang.invoke", "java.lang.reflect", "jdk.internal.foreign",
            "jdk.internal.foreign.abi", "jdk.internal.reflect");

    private final ImmutableList<StackWalker> walkers;
    private final ImmutableList<String> wrappers;
    private final int depth;
    private final Function<Stream<StackFrame>, CallSite> search = stack -> new Search(null).in(stack);
    private final Function<Stream<StackFrame>, CallSite> allocation = stack -> new Search(Purpose.ALLOCATE).in(stack);
    private final Function<Stream<StackFrame>, CallSite> release = stack -> new Search(Purpose.FREE).in(stack);
    private final ClassValue<ClassSites> classes = new ClassValue<>() {
        @Override
        protected ClassSites computeValue(Class<?> type) {
            return new ClassSites(isSkipped(type.getPackageName()));
        }
    };

    /** Pools whose origins are found in the same way share what is known of the program's lines. */
    private record Manner(int depth, ImmutableList<String> wrappers) {
    }

    private static final ConcurrentHashMap<Manner, CallSites> SHARED = new ConcurrentHashMap<>();

    /**
     * {@return what finds call sites}
     *
     * @param depth    how many frames make one
     * @param wrappers packages whose frames are skipped besides malloc4j's
     */
    static CallSites of(int depth, ImmutableList<String> wrappers) {
        return SHARED.computeIfAbsent(new Manner(depth, wrappers), it -> new CallSites(it.depth(), it.wrappers()));
    }

    private CallSites(int depth, ImmutableList<String> wrappers) {
        int estimated = ESTIMATED_DEPTH + depth - 1 + (wrappers.isEmpty() ? 0 : WRAPPED_DEPTH);
        this.walkers = IntStream.rangeClosed(estimated, estimated + MAX_MORE)
                .mapToObj(frames -> StackWalker.getInstance(Set.of(Option.RETAIN_CLASS_REFERENCE), frames))
                .collect(ImmutableList.toImmutableList());
        this.wrappers = wrappers;
        this.depth = depth;
    }

    /** {@return what walks a stack} @param more how many of malloc4j's frames are on it besides the pool's, up to 4 */
    StackWalker walker(int more) {
        return walkers.get(more);
    }

    /** {@return what looks for the line in a stack, whatever it did} */
    Function<Stream<StackFrame>, CallSite> search() {
        return search;
    }

    /** {@return what looks for the line that allocated, sooner} */
    Function<Stream<StackFrame>, CallSite> allocation() {
        return allocation;
    }

    /** {@return what looks for the line that freed, sooner} */
    Function<Stream<StackFrame>, CallSite> release() {
        return release;
    }

    /** {@return whether frames of classes of a package are no origin} */
    boolean isSkipped(String packageName) {
        return OWN.contains(packageName) || wrappers.stream()
                .anyMatch(wrapper -> packageName.equals(wrapper) || packageName.startsWith(wrapper + "."));
    }

    /** One search through one stack. */
    private final class Search implements Consumer<StackFrame> {
        private final Purpose purpose;
        private CallSite found;
        private StackFrame outermost;
        private int frames;

        /** @param purpose what the line did; null if that isn't known */
        Search(Purpose purpose) {
            this.purpose = purpose;
        }

        CallSite in(Stream<StackFrame> stack) {
            Spliterator<StackFrame> rest = stack.spliterator();
            boolean more = true;
            while (more && frames < depth) {
                more = rest.tryAdvance(this);
            }
            if (found == null) {
                // All of it are wrappers: the outermost is the best there is.
                return classes.get(outermost.getDeclaringClass()).site(outermost, null, CallSites.this);
            }
            return found;
        }

        @Override
        public void accept(StackFrame frame) {
            ClassSites sites = classes.get(frame.getDeclaringClass());
            outermost = frame;
            if (!sites.isSkipped()) {
                CallSite site = sites.site(frame, frames == 0 ? purpose : null, CallSites.this);
                found = found == null ? site : found.calledBy(site);
                frames++;
            }
        }
    }
}
