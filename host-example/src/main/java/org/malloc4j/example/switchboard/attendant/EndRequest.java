package org.malloc4j.example.switchboard.attendant;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says that the switch is to end, at whatever point of its life it is. Any thread may use it. */
public final class EndRequest {
    private final CountDownLatch latch = new CountDownLatch(1);

    /** Asks for the end; doing it again does nothing. */
    public void request() {
        latch.countDown();
    }

    /** {@return whether somebody asked for the end} */
    public boolean isRequested() {
        return latch.getCount() == 0;
    }

    /** Waits until somebody asks for the end. */
    public void await() throws InterruptedException {
        latch.await();
    }

    /** Waits a while for somebody to ask for the end; whether somebody did. */
    boolean await(long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return isRequested();
        }
    }
}
