package org.malloc4j.example.switchboard.call;

/** The requests of an ordinary phone, with a line feed at the end of each line. */
final class Requests {
    static final String SDP = """
            v=0
            o=phone 1 1 IN IP4 192.0.2.7
            s=-
            c=IN IP4 192.0.2.7
            t=0 0
            m=audio 6000 RTP/AVP 0
            m=video 6002 RTP/AVP 99
            """;

    private Requests() {
    }

    static String invite(String callId) {
        return invite(callId, "z9hG4bK-i-" + callId, "", 1);
    }

    static String invite(String callId, String branch, String toTag, int cseq) {
        return request("INVITE", branch, callId, toTag, cseq + " INVITE", """
                Contact: <sip:phone@192.0.2.7:5062>
                Content-Type: application/sdp
                """, SDP);
    }

    static String acknowledge(String callId, String toTag) {
        return request("ACK", "z9hG4bK-a-" + callId, callId, toTag, "1 ACK", "", "");
    }

    static String bye(String callId, String toTag) {
        return request("BYE", "z9hG4bK-b-" + callId, callId, toTag, "2 BYE", "", "");
    }

    static String cancel(String callId) {
        return request("CANCEL", "z9hG4bK-i-" + callId, callId, "", "1 CANCEL", "", "");
    }

    static String plain(String method, String fields) {
        return request(method, "z9hG4bK-plain", "plain", "", "7 " + method, fields, "");
    }

    static String request(String method, String branch, String callId, String toTag, String cseq, String fields,
                          String body) {
        return method + " sip:service@192.0.2.1:5060 SIP/2.0\n"
                + "Via: SIP/2.0/UDP 192.0.2.7:5062;branch=" + branch + "\n"
                + "From: \"Phone\" <sip:phone@192.0.2.7:5062>;tag=remote\n"
                + "To: <sip:service@192.0.2.1:5060>" + (toTag.isEmpty() ? "" : ";tag=" + toTag) + "\n"
                + "Call-ID: " + callId + "\n"
                + "CSeq: " + cseq + "\n"
                + "Max-Forwards: 70\n"
                + fields
                + "Content-Length: " + (body.length() + body.lines().count()) + "\n\n"
                + body;
    }
}
