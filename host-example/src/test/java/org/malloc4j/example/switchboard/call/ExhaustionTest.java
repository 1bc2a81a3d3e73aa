package org.malloc4j.example.switchboard.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The n-th allocation fails, for every n until all go through. */
class ExhaustionTest {
    private final SwitchUnderTest calls = new SwitchUnderTest();

    @Test
    void shouldAnswer503AndLeakNothingWhicheverAllocationOfAnInviteFails() {
        int n = 0;
        while (true) {
            long before = calls.held();
            calls.pool.failAfter(n);
            List<String> answers = calls.send(Requests.invite("call-" + n));
            calls.pool.failAfter(Long.MAX_VALUE);
            if (answers.getFirst().startsWith("SIP/2.0 180 ")) {
                break;
            }
            assertEquals(1, answers.size());
            assertTrue(answers.getFirst().startsWith("SIP/2.0 503 Service Unavailable\n"), answers.getFirst());
            assertTrue(answers.getFirst().contains("\nRetry-After: 2\n"), answers.getFirst());
            assertEquals(before, calls.held());
            n++;
        }
        assertEquals(4, n, "transaction, dialog, remote side and response");
        assertEquals(n, calls.counters.get(Counter.UNAVAILABLE));
    }

    @Test
    void shouldKeepTheDialogWhicheverAllocationOfAnInviteWithinItFails() {
        String tag = SwitchUnderTest.tagOf(calls.send(Requests.invite("a")).getLast());
        calls.send(Requests.acknowledge("a", tag));
        long before = calls.held();
        for (int n = 0; n < 3; n++) {
            calls.pool.failAfter(n);
            String invite = Requests.invite("a", "z9hG4bK-" + n, tag, 2 + n);
            assertTrue(calls.answer(invite).startsWith("SIP/2.0 503 "), "allocation " + n);
            calls.pool.failAfter(Long.MAX_VALUE);
            assertEquals(before, calls.held());
        }
        String bye = Requests.request("BYE", "z9hG4bK-b", "a", tag, "9 BYE", "", "");
        assertTrue(calls.answer(bye).startsWith("SIP/2.0 200 OK\n"));
    }

    @Test
    void shouldEndACallEvenWhenNothingCanBeStored() {
        for (int n = 0; n < 2; n++) {
            String tag = SwitchUnderTest.tagOf(calls.send(Requests.invite("call-" + n)).getLast());
            calls.send(Requests.acknowledge("call-" + n, tag));
            calls.pool.failAfter(n);
            assertTrue(calls.answer(Requests.bye("call-" + n, tag)).startsWith("SIP/2.0 200 OK\n"));
            calls.pool.failAfter(Long.MAX_VALUE);
        }
        calls.pass(6_000);
        assertEquals(0, calls.held());
    }
}
