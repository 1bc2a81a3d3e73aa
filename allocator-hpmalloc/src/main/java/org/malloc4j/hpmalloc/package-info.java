/**
 * HP_MALLOC: many cores, many processes, no shared lock on the common path. Found by its name; hosts don't see it.
 *
 * <h2>Words</h2>
 * A <em>span</em> is 1 to 32 KiB of the region, depending on the region's size, aligned to its own size, so that a block's
 * span is its number shifted right. It is cut into <em>slots</em> of one <em>class</em>: eight sizes for each power of two,
 * up to a fifth of a span, of small spans an eighth, so that a request wastes no more than a sixth. A <em>heap</em> owns
 * spans; it has a <em>row</em> in a table of the region that says which process it belongs to, and in that process it belongs
 * to one platform thread, or is shared by virtual threads and by threads for which there is no row. Everything larger,
 * everything aligned to more than 16, and what no span can be had for, comes from the <em>shared heap</em>
 * ({@link org.malloc4j.spi.support.FragmentHeap}) under its recoverable lock, and so do the spans. The last sixteenth of a
 * region is never made into spans, and before a request is refused, any heap of the process lends it a free slot.
 *
 * <h2>Truth</h2>
 * Two bits for each slot. The <em>live</em> bit is stored by the span's owner alone, plainly: the owner allocates by a store
 * of a word with one bit more, and frees by a store of a word with one bit less. Each is whole by itself; there is nothing
 * to repair, and nothing to count: figures are read from the bits. The <em>remote</em> bit is set, in one compare-and-set,
 * by whoever frees a block of somebody else's span.
 * <pre>
 *   a slot is live      &lt;=&gt;  its live bit is set and its remote bit isn't
 *   a slot may be taken &lt;=&gt;  neither is set
 *   a second free, a foreign or a middle number is refused, since it is the start of no live slot
 * </pre>
 * What tells where to allocate next, lists of spans and the word at hand, and the owner's copies of its spans' headers
 * ({@link OwnSpan}) lie on the Java heap and are rebuilt from the region whenever they may be wrong.
 *
 * <h2>Folding</h2>
 * An owner that runs out folds: it reads a remote word, clears those bits in the live word, then clears them in the remote
 * word. Killed in between, the next owner folds the same bits again, to no effect: nothing was allocated there meanwhile,
 * since a slot whose remote bit is set can't be taken. The other order would lose the block for ever. Each span has a flag
 * that says whether there is something to fold; an owner looks at 32 flags, in turn, before it asks for another span, so
 * that what others freed holds back about as much as one span in 32.
 *
 * <p>Owner and stranger freeing the same block at the same moment may both return: the owner's store doesn't wait for
 * anybody. A remote bit is left over a slot that isn't live, which can't be taken until it was folded away.
 *
 * <h2>Two words at once</h2>
 * {@code allocateInto} and {@code freeFrom} write into the row what they are about to do; see {@link Intents}. A slot that
 * somebody is about to free remotely, or has freed and not said so, isn't folded, so that its remote bit tells a survivor
 * which of both it is.
 *
 * <h2>Who owns what</h2>
 * Spans come from the shared heap, and go back to it, together with their header: both are stores of one plan. The heap of an
 * ended thread is taken over whole by the next thread without one, if that comes within a tenth of a second. Otherwise, and
 * when a process has died, its spans are {@linkplain AbandonedSpans abandoned}: any heap of any process that runs out of their
 * class takes one, in one compare-and-set on its header, and stops nobody. A dead process's row changes hands in one
 * compare-and-set, too, when somebody attaches, runs out, trims, or recovers it; that process abandons its spans. What is freed
 * in abandoned spans any process folds, every tenth of a second, and gives back those that are empty.
 *
 * <p>Inside its process a heap is guarded by a {@link org.malloc4j.spi.support.BiasedLock}: two plain stores and a load for
 * its owner; whoever else wants it, to trim say, lets all threads pass a barrier first. So the spans of idle threads come
 * back, too: with {@code trim()} at once, otherwise within a fifth of a second after others freed in them. A live heap
 * keeps at most its {@code spare-spans}, and one empty span for each class that it used; once it has done nothing for one to
 * two seconds, none. What a heap of another live process
 * keeps, only that process gives back; one that is stopped keeps it as long.
 *
 * <h2>Threads that fail inside</h2>
 * An exception on the way leaves the lock inside. The next to enter finishes or undoes the row's intent, has the shared
 * heap finish its own, and rebuilds its lists from the region.
 *
 * <h2>Why it is fast</h2>
 * The common path is written out in {@link OwnBlocks}, a record, and each pool has a hidden class with that record in a constant:
 * what belongs to the pool is a constant to the JIT, and with it the segment, its bounds and its scope. To allocate is to
 * look up a {@link Cursor} by size, to free is to look up an {@link OwnSpan} by address; a multiplication and a rotation tell
 * which slot it is, and whether it is one at all. Of shared memory each of them reads two words of one cache line and writes
 * one. Nothing is counted, and the stores are plain: the fence at entering orders them behind what the caller did before.
 */
package org.malloc4j.hpmalloc;
