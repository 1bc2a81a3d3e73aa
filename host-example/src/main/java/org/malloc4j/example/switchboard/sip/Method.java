package org.malloc4j.example.switchboard.sip;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** What a request asks for. Method names are case-sensitive. */
public enum Method {
    INVITE(true), ACK(true), BYE(true), CANCEL(true), OPTIONS(true),
    REGISTER(false), SUBSCRIBE(false), NOTIFY(false), MESSAGE(false), INFO(false), UPDATE(false), PRACK(false),
    REFER(false), PUBLISH(false),
    /** A method that no standard known to the switch names. */
    UNKNOWN(false);

    private static final Method[] ALL = values();

    private final boolean served;
    private final byte[] name;

    Method(boolean served) {
        this.served = served;
        this.name = name().getBytes(StandardCharsets.US_ASCII);
    }

    /** {@return whether the switch does anything with it} */
    public boolean served() {
        return served;
    }

    static Method of(MemorySegment bytes, int start, int end) {
        for (Method method : ALL) {
            if (method != UNKNOWN && Ascii.equals(bytes, start, end, method.name)) {
                return method;
            }
        }
        return UNKNOWN;
    }
}
