package org.malloc4j.example.switchboard.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallSwitchTest {
    private final SwitchUnderTest calls = new SwitchUnderTest();

    private static String firstLine(String message) {
        return message.lines().findFirst().orElseThrow();
    }

    private String establish(String callId) {
        String tag = SwitchUnderTest.tagOf(calls.send(Requests.invite(callId)).getLast());
        calls.send(Requests.acknowledge(callId, tag));
        return tag;
    }

    @Test
    void shouldAnswerAnInviteWithRingingAndOk() {
        List<String> answers = calls.send(Requests.invite("a"));
        String tag = SwitchUnderTest.tagOf(answers.getFirst());
        String common = """
                Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK-i-a
                From: "Phone" <sip:phone@192.0.2.7:5062>;tag=remote
                To: <sip:service@192.0.2.1:5060>;tag=%s
                Call-ID: a
                CSeq: 1 INVITE
                Contact: <sip:switchboard@192.0.2.1:5060>
                """.formatted(tag);
        assertEquals(List.of("SIP/2.0 180 Ringing\n" + common + "Content-Length: 0\n\n", "SIP/2.0 200 OK\n" + common + """
                Allow: INVITE, ACK, BYE, CANCEL, OPTIONS
                Content-Type: application/sdp
                Content-Length: 128

                v=0
                o=switchboard 1 1 IN IP4 192.0.2.1
                s=-
                c=IN IP4 192.0.2.1
                t=0 0
                m=audio 9 RTP/AVP 0
                a=inactive
                m=video 0 RTP/AVP 99
                """), answers);
    }

    @Test
    void shouldHoldNothingOnceACallHasEndedAndItsTimersHaveRun() {
        String tag = establish("a");
        assertEquals("SIP/2.0 200 OK", firstLine(calls.answer(Requests.bye("a", tag))));
        assertTrue(calls.held() > 0);
        assertEquals(List.of(), calls.pass(6_000));
        assertEquals(0, calls.held());
    }

    @Test
    void shouldGiveARepeatedInviteTheSameAnswerWithoutASecondDialog() {
        String ok = calls.send(Requests.invite("a")).getLast();
        long held = calls.held();
        assertEquals(ok, calls.answer(Requests.invite("a")));
        assertEquals(held, calls.held());
        assertEquals(1, calls.counters.get(Counter.CALLS_STARTED));
        assertEquals(1, calls.counters.get(Counter.REQUESTS_REPEATED));
    }

    @Test
    void shouldAbsorbAnInviteRepeatedAfterItsAck() {
        establish("a");
        assertEquals(List.of(), calls.send(Requests.invite("a")));
    }

    @Test
    void shouldGiveARepeatedByeTheSameAnswer() {
        String tag = establish("a");
        String ok = calls.answer(Requests.bye("a", tag));
        assertEquals(ok, calls.answer(Requests.bye("a", tag)));
        assertEquals(1, calls.counters.get(Counter.CALLS_ENDED));
    }

    private static SwitchUnderTest lingeringAsTheRfcSays() {
        return new SwitchUnderTest(new Timers(500, 4_000, 32_000, 32_000, 5_000, 0, 3_600_000));
    }

    private static String ended(SwitchUnderTest lingering, String callId) {
        String tag = SwitchUnderTest.tagOf(lingering.send(Requests.invite(callId)).getLast());
        lingering.send(Requests.acknowledge(callId, tag));
        lingering.answer(Requests.bye(callId, tag));
        return tag;
    }

    @Test
    void shouldAnswerAByeRepeatedWithinTimerJFromWhatItStored() {
        SwitchUnderTest lingering = lingeringAsTheRfcSays();
        String tag = SwitchUnderTest.tagOf(lingering.send(Requests.invite("a")).getLast());
        lingering.send(Requests.acknowledge("a", tag));
        String ok = lingering.answer(Requests.bye("a", tag));
        assertEquals(List.of(), lingering.pass(31_000));
        assertEquals(2, lingering.held(), "a block each for the transactions of INVITE and BYE");
        assertEquals(ok, lingering.answer(Requests.bye("a", tag)));
        assertEquals(1, lingering.counters.get(Counter.REQUESTS_REPEATED));
        lingering.pass(6_000);
        assertEquals(0, lingering.held());
        assertEquals("SIP/2.0 481 Call/Transaction Does Not Exist",
                firstLine(lingering.answer(Requests.bye("a", tag))));
    }

    @Test
    void shouldGiveMemoryBackEarlyWhileThePoolIsFilling() {
        SwitchUnderTest lingering = lingeringAsTheRfcSays();
        String tag = ended(lingering, "a");
        lingering.pass(3_000);
        ended(lingering, "b");
        long ballast = lingering.pool.allocate(lingering.pool.segment().byteSize() / 2);
        String standing = SwitchUnderTest.tagOf(lingering.send(Requests.invite("c")).getLast());
        lingering.send(Requests.acknowledge("c", standing));
        assertEquals("SIP/2.0 200 OK", firstLine(lingering.answer(Requests.bye("a", tag))));
        lingering.pass(7_000);
        assertEquals(3, lingering.held(), "ballast, the dialog that stands and its remote side");
        lingering.pool.free(ballast);
        assertEquals("SIP/2.0 200 OK", firstLine(lingering.answer(Requests.bye("c", standing))));
        lingering.pass(20_000);
        assertEquals(1, lingering.held(), "the BYE's transaction lingers again as long as it should");
    }

    @Test
    void shouldGiveMemoryBackTheEarlierTheFullerThePoolIs() {
        SwitchUnderTest lingering = lingeringAsTheRfcSays();
        ended(lingering, "a");
        lingering.pool.allocate(lingering.pool.segment().byteSize() / 10 * 9);
        lingering.pass(500);
        assertEquals(3, lingering.held(), "ballast, and the transactions of INVITE and BYE");
        lingering.pass(6_000);
        assertEquals(1, lingering.held(), "ballast");
    }

    @Test
    void shouldRepeatOkUntilAckAtGrowingIntervalsAndThenDropTheCall() {
        String ok = calls.send(Requests.invite("a")).getLast();
        assertEquals(List.of(ok), calls.pass(500));
        assertEquals(List.of(), calls.pass(950));
        assertEquals(List.of(ok), calls.pass(50));
        assertEquals(List.of(ok), calls.pass(2_000));
        assertEquals(List.of(ok), calls.pass(4_000));
        assertEquals(6, calls.pass(27_000).size());
        assertEquals(0, calls.held());
        assertEquals(1, calls.counters.get(Counter.CALLS_ABANDONED));
    }

    @Test
    void shouldNotCountTheTimeInWhichNobodyServed() {
        String ok = calls.send(Requests.invite("a")).getLast();
        calls.pass(10_000);
        calls.now += 3_000_000;
        assertEquals(List.of(ok), calls.pass(50));
        calls.send(Requests.acknowledge("a", SwitchUnderTest.tagOf(ok)));
        assertEquals(List.of(), calls.pass(40_000));
        assertEquals(0, calls.counters.get(Counter.CALLS_ABANDONED));
        assertTrue(calls.answer(Requests.bye("a", SwitchUnderTest.tagOf(ok))).startsWith("SIP/2.0 200 OK\n"));
    }

    @Test
    void shouldStopRepeatingOkWhenTheAckComes() {
        establish("a");
        assertEquals(List.of(), calls.pass(31_000));
        assertEquals(2, calls.held(), "the dialog and its remote side remain");
    }

    @Test
    void shouldKeepACallMadeByAWorkerWhoseClockIsAMomentAhead() {
        establish("a");
        calls.now -= 100;
        calls.wakeAllStripes();
        calls.pass(50);
        assertEquals(0, calls.counters.get(Counter.CALLS_EXPIRED));
    }

    @Test
    void shouldFreeWhatIsOverAfterTheClockWasSetBack() {
        String tag = establish("a");
        calls.send(Requests.bye("a", tag));
        calls.now -= 100_000_000_000L;
        calls.pass(6_000);
        assertEquals(0, calls.held());
    }

    @Test
    void shouldDropACallThatNobodyEnds() {
        establish("a");
        calls.pass(3_600_000);
        assertEquals(0, calls.held());
        assertEquals(1, calls.counters.get(Counter.CALLS_EXPIRED));
    }

    @Test
    void shouldKnowNoDialogForAForeignBye() {
        establish("a");
        assertEquals("SIP/2.0 481 Call/Transaction Does Not Exist", firstLine(calls.answer(Requests.bye("a", "other"))));
        assertEquals("SIP/2.0 481 Call/Transaction Does Not Exist", firstLine(calls.answer(Requests.bye("b", "other"))));
        assertEquals("SIP/2.0 481 Call/Transaction Does Not Exist", firstLine(calls.answer(Requests.bye("a", ""))));
    }

    @Test
    void shouldRefuseAByeThatIsOlderThanTheInvite() {
        String tag = establish("a");
        String bye = Requests.request("BYE", "z9hG4bK-old", "a", tag, "1 BYE", "", "");
        assertEquals("SIP/2.0 500 Server Internal Error", firstLine(calls.answer(bye)));
    }

    @Test
    void shouldAcceptAnInviteWithinTheDialog() {
        String tag = establish("a");
        long held = calls.held();
        List<String> answers = calls.send(Requests.invite("a", "z9hG4bK-again", tag, 2));
        assertEquals("SIP/2.0 200 OK", firstLine(answers.getLast()));
        assertEquals(tag, SwitchUnderTest.tagOf(answers.getLast()));
        calls.send(Requests.request("ACK", "z9hG4bK-again-ack", "a", tag, "2 ACK", "", ""));
        calls.pass(6_000);
        assertEquals(held - 1, calls.held(), "the dialog, without the first INVITE's transaction");
        assertEquals("SIP/2.0 481 Call/Transaction Does Not Exist",
                firstLine(calls.answer(Requests.invite("a", "z9hG4bK-x", "other", 3))));
    }

    @Test
    void shouldDetectAnInviteThatCameOverTwoPaths() {
        calls.send(Requests.invite("a"));
        assertEquals("SIP/2.0 482 Loop Detected",
                firstLine(calls.answer(Requests.invite("a", "z9hG4bK-other-path", "", 1))));
    }

    @Test
    void shouldAnswerACancelThatComesTooLateAndLeaveTheCallAlone() {
        String tag = SwitchUnderTest.tagOf(calls.send(Requests.invite("a")).getLast());
        String answer = calls.answer(Requests.cancel("a"));
        assertEquals("SIP/2.0 200 OK", firstLine(answer));
        assertEquals(tag, SwitchUnderTest.tagOf(answer));
        calls.send(Requests.acknowledge("a", tag));
        assertEquals("SIP/2.0 200 OK", firstLine(calls.answer(Requests.bye("a", tag))));
    }

    @Test
    void shouldKnowNoTransactionForAForeignCancel() {
        assertEquals("SIP/2.0 481 Call/Transaction Does Not Exist", firstLine(calls.answer(Requests.cancel("a"))));
    }

    @Test
    void shouldEndARingingCallOnCancel() {
        SwitchUnderTest ringing = new SwitchUnderTest(new Timers(500, 4_000, 32_000, 5_000, 5_000, 3_000, 3_600_000));
        assertEquals("SIP/2.0 180 Ringing", firstLine(ringing.answer(Requests.invite("a"))));
        assertEquals("SIP/2.0 180 Ringing", firstLine(ringing.answer(Requests.invite("a"))));
        List<String> answers = ringing.send(Requests.cancel("a"));
        assertEquals("SIP/2.0 200 OK", firstLine(answers.getFirst()));
        assertEquals("SIP/2.0 487 Request Terminated", firstLine(answers.getLast()));
        assertEquals(List.of(answers.getLast()), ringing.pass(500));
        String tag = SwitchUnderTest.tagOf(answers.getLast());
        ringing.send(Requests.request("ACK", "z9hG4bK-i-a", "a", tag, "1 ACK", "", ""));
        assertEquals(List.of(), ringing.pass(6_000));
        assertEquals(0, ringing.held());
    }

    @Test
    void shouldAnswerARingingCallWhenItRangLongEnough() {
        SwitchUnderTest ringing = new SwitchUnderTest(new Timers(500, 4_000, 32_000, 5_000, 5_000, 3_000, 3_600_000));
        ringing.send(Requests.invite("a"));
        assertEquals(List.of(), ringing.pass(2_950));
        List<String> sent = ringing.pass(50);
        assertEquals("SIP/2.0 200 OK", firstLine(sent.getFirst()));
        assertEquals(List.of(SwitchUnderTest.PHONE), ringing.targets);
    }

    @Test
    void shouldSayWhatItCanOnOptions() {
        String answer = calls.answer(Requests.plain("OPTIONS", ""));
        assertEquals("""
                SIP/2.0 200 OK
                Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK-plain
                From: "Phone" <sip:phone@192.0.2.7:5062>;tag=remote
                To: <sip:service@192.0.2.1:5060>;tag=%s
                Call-ID: plain
                CSeq: 7 OPTIONS
                Contact: <sip:switchboard@192.0.2.1:5060>
                Allow: INVITE, ACK, BYE, CANCEL, OPTIONS
                Accept: application/sdp
                Content-Length: 0

                """.formatted(SwitchUnderTest.tagOf(answer)), answer);
        assertEquals(answer, calls.answer(Requests.plain("OPTIONS", "")));
        assertEquals(0, calls.held());
    }

    @Test
    void shouldRefuseMethodsItDoesNotServe() {
        String answer = calls.answer(Requests.plain("SUBSCRIBE", ""));
        assertEquals("SIP/2.0 405 Method Not Allowed", firstLine(answer));
        assertTrue(answer.contains("\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS\n"), answer);
        assertEquals("SIP/2.0 501 Not Implemented", firstLine(calls.answer(Requests.plain("DANCE", ""))));
        assertEquals("SIP/2.0 501 Not Implemented", firstLine(calls.answer(Requests.plain("invite", ""))));
    }

    @Test
    void shouldNameTheExtensionsItDoesNotHave() {
        String answer = calls.answer(Requests.plain("OPTIONS", "Require: 100rel, x-dance\nRequire: timer\n"));
        assertEquals("SIP/2.0 420 Bad Extension", firstLine(answer));
        assertTrue(answer.contains("\nUnsupported: 100rel, x-dance\nUnsupported: timer\n"), answer);
    }

    @Test
    void shouldRefuseABodyItDoesNotUnderstand() {
        String invite = Requests.invite("a").replace("application/sdp", "text/plain");
        assertEquals("SIP/2.0 415 Unsupported Media Type", firstLine(calls.answer(invite)));
    }

    @Test
    void shouldAnswerToTheSourcePortIfAskedAndOtherwiseToTheViasPort() {
        calls.send(Requests.plain("OPTIONS", "").replace("192.0.2.7:5062;branch", "192.0.2.7:7070;branch"));
        assertEquals(List.of(new InetSocketAddress("192.0.2.7", 7070)), calls.targets);
        String answer = calls.answer(Requests.plain("OPTIONS", "").replace("UDP 192.0.2.7:5062;branch",
                "UDP phone.invalid;rport;branch"));
        assertEquals(List.of(SwitchUnderTest.PHONE), calls.targets);
        assertTrue(answer.contains("\nVia: SIP/2.0/UDP phone.invalid;rport=5062;branch=z9hG4bK-plain;received=192.0.2.7\n"),
                answer);
    }

    @Test
    void shouldCopyAllViasInOrderAndTheRouteSet() {
        String invite = Requests.invite("a").replace("From:", """
                v: SIP/2.0/UDP two.invalid;branch=z9hG4bK2, SIP/2.0/TCP three.invalid
                Record-Route: <sip:proxy.invalid;lr>
                From:""");
        String ok = calls.send(invite).getLast();
        assertTrue(ok.contains("""

                Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK-i-a
                Via: SIP/2.0/UDP two.invalid;branch=z9hG4bK2, SIP/2.0/TCP three.invalid
                From:"""), ok);
        assertTrue(ok.contains("\nRecord-Route: <sip:proxy.invalid;lr>\n"), ok);
    }

    @Test
    void shouldTellClientsWithoutUniqueBranchesApart() {
        String first = Requests.invite("a", "1", "", 1);
        String ok = calls.send(first).getLast();
        assertEquals(ok, calls.answer(first));
        String second = Requests.invite("a", "1", "", 2);
        assertNotEquals(SwitchUnderTest.tagOf(ok), SwitchUnderTest.tagOf(calls.send(second).getLast()));
    }

    @Test
    void shouldServeAtMost64EntriesOfOneCallId() {
        String last = "";
        for (int i = 1; i <= 64; i++) {
            last = calls.send(Requests.invite("a", "z9hG4bK-" + i, "", i)).getLast();
        }
        assertEquals("SIP/2.0 503 Service Unavailable", firstLine(last));
    }

    @Test
    void shouldIgnoreKeepAlivesResponsesAndGarbage() {
        assertEquals(List.of(), calls.send(""));
        assertEquals(List.of(), calls.send("\n\n"));
        assertEquals(List.of(), calls.send("SIP/2.0 200 OK\n\n"));
        assertEquals(List.of(), calls.send("hello"));
        assertEquals(List.of(), calls.sendBytes(new byte[65_507]));
        assertEquals(2, calls.counters.get(Counter.KEEP_ALIVES));
        assertEquals(3, calls.counters.get(Counter.DROPPED));
    }

    @Test
    void shouldServeTheLargestDatagram() {
        String options = Requests.plain("OPTIONS", "X-Padding: PADDING\n");
        int missing = 65_507 - options.replace("\n", "\r\n").length() + "PADDING".length();
        String answer = calls.answer(options.replace("PADDING", "p".repeat(missing)));
        assertEquals("SIP/2.0 200 OK", firstLine(answer));
    }

    @Test
    void shouldDropARequestWhoseAnswerWouldExceedADatagram() {
        String options = Requests.plain("OPTIONS", "Via: SIP/2.0/UDP PADDING\n");
        int missing = 65_507 - options.replace("\n", "\r\n").length() + "PADDING".length();
        assertEquals(List.of(), calls.send(options.replace("PADDING", "p".repeat(missing))));
        assertEquals(1, calls.counters.get(Counter.DROPPED));
        String invite = Requests.invite("a").replace("From:", "Via: SIP/2.0/UDP PADDING\nFrom:");
        missing = 65_507 - invite.replace("\n", "\r\n").length() + "PADDING".length();
        assertEquals(List.of(), calls.send(invite.replace("PADDING", "p".repeat(missing))));
        assertEquals(0, calls.held());
    }
}
