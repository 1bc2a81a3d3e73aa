package org.malloc4j.example.switchboard.client;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The requests of a caller: what an ordinary SIP phone behind one proxy sends. */
public final class CallMessages {
    private static final String SDP = """
            v=0\r
            o=caller 53655765 2353687637 IN IP4 %1$s\r
            s=-\r
            c=IN IP4 %1$s\r
            t=0 0\r
            m=audio 6000 RTP/AVP 0 8 101\r
            a=rtpmap:0 PCMU/8000\r
            a=rtpmap:8 PCMA/8000\r
            a=rtpmap:101 telephone-event/8000\r
            """;

    private final String local;
    private final String remote;
    private final String sdp;

    /**
     * @param local  the caller's socket
     * @param remote the switch's
     */
    public CallMessages(InetSocketAddress local, InetSocketAddress remote) {
        this.local = text(local);
        this.remote = text(remote);
        this.sdp = SDP.formatted(local.getAddress().getHostAddress());
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** {@return the INVITE of the n-th call} */
    public byte[] invite(String callId, long number) {
        return request("INVITE", "z9hG4bK-i-" + number, callId, number, "", "1 INVITE",
                "Contact: <sip:caller@" + local + ">\r\nContent-Type: application/sdp\r\n", sdp);
    }

    /** {@return the ACK of its 200} */
    public byte[] acknowledge(String callId, long number, String toTag) {
        return request("ACK", "z9hG4bK-a-" + number, callId, number, toTag, "1 ACK", "", "");
    }

    /** {@return the BYE that ends it} */
    public byte[] bye(String callId, long number, String toTag) {
        return request("BYE", "z9hG4bK-b-" + number, callId, number, toTag, "2 BYE", "", "");
    }

    private String toField(String toTag) {
        return "To: <sip:service@" + remote + ">" + (toTag.isEmpty() ? "" : ";tag=" + toTag) + "\r\n";
    }

    private byte[] request(String method, String branch, String callId, long number, String toTag, String cseq,
                           String fields, String body) {
        String text = method + " sip:service@" + remote + " SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP " + local + ";rport;branch=" + branch + "\r\n"
                + "From: \"Caller\" <sip:caller@" + local + ">;tag=c" + number + "\r\n"
                + toField(toTag)
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: " + cseq + "\r\n"
                + "Max-Forwards: 70\r\n"
                + fields
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
