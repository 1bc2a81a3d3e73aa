package org.malloc4j.example.switchboard.client;

/** Where one call of a {@link Caller} stands. */
final class ClientCall {
    static final int IDLE = 0;
    static final int INVITED = 1;
    static final int ENDING = 2;

    int state = IDLE;
    long number;
    String callId = "";
    String toTag = "";
    /** What is repeated until it is answered. */
    byte[] request;
    long interval;
    long repeatAt;
    long giveUpAt;
}
