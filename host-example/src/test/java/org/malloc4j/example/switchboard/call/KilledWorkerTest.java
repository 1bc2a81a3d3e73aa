package org.malloc4j.example.switchboard.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.malloc4j.example.switchboard.PlainPool;

/** A worker dies before its n-th call of the pool, for every n; another one gets what the client repeats. */
class KilledWorkerTest {
    private static final int MORE_THAN_A_REQUEST_NEEDS = 16;

    private final PlainPool pool = new PlainPool(1 << 20);
    private SwitchUnderTest calls = new SwitchUnderTest(SwitchUnderTest.TIMERS, pool);

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void sendToOneThatDies(String request, int n) {
        int[] left = {n};
        pool.beforeEachCall(() -> {
            if (left[0]-- == 0) {
                throw new Killed();
            }
        });
        try {
            calls.send(request);
        } catch (Killed e) {
            // The next worker takes over.
        }
        pool.beforeEachCall(() -> { });
        pool.allOwnersDied();
        calls = new SwitchUnderTest(SwitchUnderTest.TIMERS, pool);
    }

    @Test
    void shouldSetUpAndEndEveryCallWhereverAWorkerDies() {
        for (int n = 0; n < MORE_THAN_A_REQUEST_NEEDS; n++) {
            String callId = "call-" + n;
            sendToOneThatDies(Requests.invite(callId), n);
            String ok = calls.send(Requests.invite(callId)).getLast();
            assertTrue(ok.startsWith("SIP/2.0 200 OK\n"), ok);
            String tag = SwitchUnderTest.tagOf(ok);
            sendToOneThatDies(Requests.acknowledge(callId, tag), n);
            calls.send(Requests.acknowledge(callId, tag));
            sendToOneThatDies(Requests.bye(callId, tag), n);
            String end = calls.answer(Requests.bye(callId, tag));
            assertTrue(end.startsWith("SIP/2.0 200 OK\n"), "died before call " + n + ": " + end);
            calls.pass(7_000);
            assertEquals(0, calls.held(), "died before call " + n);
        }
    }
}
