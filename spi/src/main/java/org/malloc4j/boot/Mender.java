package org.malloc4j.boot;

import java.util.function.Consumer;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Recoverable;

/**
 * Mends what a thread of this process left behind when it died inside a heap. The next call of this process would, but
 * there may be none, and other processes would wait for it.
 *
 * @param heap     the heap that others share
 * @param listener hears of what can't be mended because it is damaged
 */
record Mender(Recoverable heap, Consumer<HeapCorruptionException> listener) implements Runnable {

    @Override
    public void run() {
        try {
            heap.mend();
        } catch (HeapCorruptionException e) {
            listener.accept(e);
        }
    }
}
