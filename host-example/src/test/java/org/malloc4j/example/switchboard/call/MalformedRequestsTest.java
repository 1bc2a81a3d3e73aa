package org.malloc4j.example.switchboard.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is said, as long as there is somebody to say it to. */
class MalformedRequestsTest {
    private final SwitchUnderTest calls = new SwitchUnderTest();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "SIP/2.0\\nVia       | SIP/3.0\\nVia              | 505 Version Not Supported",
        "SIP/2.0\\nVia       | SIP/2.0 now\\nVia          | 400 Malformed Request-Line",
        "INVITE sip:service  | INVITE  sip:service        | 400 Malformed Request-Line",
        "INVITE sip:service@192.0.2.1:5060 | INVITE <sip:service@192.0.2.1:5060> | 400 Malformed Request-Line",
        "INVITE sip:         | INVITE mailto:             | 416 Unsupported URI Scheme",
        "INVITE sip:         | INVITE sips:               | 416 Unsupported URI Scheme",
        "INVITE sip:service@192.0.2.1:5060 | INVITE tel:+49301234567 | 416 Unsupported URI Scheme",
        "From:               | X-From:                    | 400 Missing Header Field",
        "To:                 | X-To:                      | 400 Missing Header Field",
        "Call-ID:            | X-Call-ID:                 | 400 Missing Header Field",
        "CSeq:               | X-CSeq:                    | 400 Missing Header Field",
        "<sip:phone@192.0.2.7:5062>;tag | <sip:phone@192.0.2.7:5062;tag | 400 Malformed From",
        "\"Phone\"           | \"Phone                    | 400 Malformed From",
        ";tag=remote         | ;tag=a;tag=b               | 400 Malformed From",
        "To: <sip:service@192.0.2.1:5060> | To: <sip:service@192.0.2.1:5060 | 400 Malformed To",
        "Call-ID: a          | Call-ID:                   | 400 Malformed Call-ID",
        "Call-ID: a          | Call-ID: a b               | 400 Malformed Call-ID",
        "CSeq: 1             | CSeq: one                  | 400 Malformed CSeq",
        "CSeq: 1             | CSeq: -1                   | 400 Malformed CSeq",
        "CSeq: 1             | CSeq: 2147483648           | 400 Malformed CSeq",
        "CSeq: 1             | CSeq: 99999999999999999999 | 400 Malformed CSeq",
        "CSeq: 1 INVITE      | CSeq: 1                    | 400 Malformed CSeq",
        "Content-Length: 116 | Content-Length: 117        | 400 Wrong Content-Length",
        "Content-Length: 116 | Content-Length: -1         | 400 Wrong Content-Length",
        "Content-Length: 116 | Content-Length: 1e2        | 400 Wrong Content-Length",
        "Content-Length: 116 | l: 116\\nContent-Length: 1 | 400 Wrong Content-Length",
        "1 INVITE            | 1 OPTIONS                  | 400 CSeq Method Does Not Match Request",
        "Max-Forwards: 70    | Max-Forwards: seventy      | 400 Malformed Max-Forwards",
        "Max-Forwards: 70    | Max-Forwards: 70\\nMax-Forwards: 70 | 400 Duplicate Header Field",
        "Max-Forwards: 70    | no colon here              | 400 Malformed Header Field",
        "Max-Forwards: 70    | Call-ID: another           | 400 Duplicate Header Field",
        "Contact: <          | X-Contact: <               | 400 Missing or Malformed Contact",
        "Contact: <sip:phone@192.0.2.7:5062> | Contact: <sip:phone | 400 Missing or Malformed Contact",
        "\\n\\nv=0           | \\nv=0                     | 400 Malformed Header Field",
    })
    void shouldSayWhatIsWrong(String right, String wrong, String status) {
        String request = Requests.invite("a").replace(right.replace("\\n", "\n"), wrong.replace("\\n", "\n"));
        assertEquals("SIP/2.0 " + status, calls.answer(request).lines().findFirst().orElseThrow());
        assertEquals(0, calls.held());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "Via:            | X-Via:",
        "SIP/2.0/UDP     | SIP/2.0/",
        "SIP/2.0/UDP     | UDP",
        "192.0.2.7:5062;branch | 192.0.2.7:99999;branch",
        ";branch=        | ;=",
    })
    void shouldDropWhatItCanNotAnswer(String right, String wrong) {
        assertEquals(List.of(), calls.send(Requests.invite("a").replace(right, wrong)));
        assertEquals(1, calls.counters.get(Counter.DROPPED));
        assertEquals(0, calls.held());
    }

    @Test
    void shouldCopyIntoItsAnswerWhatIsThere() {
        String request = Requests.invite("a").replace("From:", "X-From:").replace("CSeq: 1", "CSeq: -1")
                .replace("To: <sip:service@192.0.2.1:5060>", "To: <sip:service;tag=x");
        assertEquals("""
                SIP/2.0 400 Malformed To
                Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK-i-a
                To: <sip:service;tag=x
                Call-ID: a
                CSeq: -1 INVITE
                Content-Length: 0

                """, calls.answer(request));
    }

    @Test
    void shouldSayThatACallIdIsTooLong() {
        String answer = calls.answer(Requests.invite("a".repeat(513)));
        assertEquals("SIP/2.0 513 Message Too Large", answer.lines().findFirst().orElseThrow());
    }

    @Test
    void shouldSayThatABodyIsTooLarge() {
        String invite = Requests.request("INVITE", "z9hG4bK-i", "a", "", "1 INVITE", """
                Contact: <sip:phone@192.0.2.7:5062>
                Content-Type: application/sdp
                """, Requests.SDP + "a=x\n".repeat(4_096));
        assertEquals("SIP/2.0 413 Request Entity Too Large", calls.answer(invite).lines().findFirst().orElseThrow());
    }

    @Test
    void shouldSayWhichEncodingItUnderstands() {
        String type = "Content-Type: application/sdp";
        String answer = calls.answer(Requests.invite("a").replace(type, type + "\nContent-Encoding: gzip"));
        assertEquals("SIP/2.0 415 Unsupported Media Type", answer.lines().findFirst().orElseThrow());
        assertTrue(answer.endsWith("\nAccept-Encoding: identity\nContent-Length: 0\n\n"), answer);
        assertEquals(2, calls.send(Requests.invite("b").replace(type, type + "\ne: Identity")).size());
    }

    @Test
    void shouldSayThatTheEmptyLineIsMissing() {
        String request = Requests.plain("OPTIONS", "");
        String answer = calls.answer(request.substring(0, request.length() - 1));
        assertEquals("SIP/2.0 400 Missing Empty Line After Header Fields", answer.lines().findFirst().orElseThrow());
    }

    @Test
    void shouldNeverAnswerAnAck() {
        assertEquals(List.of(), calls.send(Requests.acknowledge("a", "x").replace("1 ACK", "1 BYE")));
        assertEquals(List.of(), calls.send(Requests.acknowledge("a", "x")));
    }

    @Test
    void shouldNotLetALoneCarriageReturnIntoItsAnswer() {
        String request = Requests.plain("OPTIONS", "").replace("\"Phone\"", "\"Ph\rVia: x\"");
        String answer = calls.answer(request);
        assertEquals("SIP/2.0 400 Malformed Header Field", answer.lines().findFirst().orElseThrow());
        assertEquals(-1, answer.indexOf('\r'));
    }

    @Test
    void shouldRefuseMoreHeadersThanItHasRoomFor() {
        String request = Requests.plain("OPTIONS", "Require: x\n".repeat(65));
        assertEquals("SIP/2.0 513 Message Too Large", calls.answer(request).lines().findFirst().orElseThrow());
    }
}
