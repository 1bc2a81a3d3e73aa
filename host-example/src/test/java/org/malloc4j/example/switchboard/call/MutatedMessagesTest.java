package org.malloc4j.example.switchboard.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages damaged at random: no exception escapes, and no block is left when the timers have run. */
class MutatedMessagesTest {
    private static final long SEED = 20_261_101;
    private static final int MESSAGES = 100_000;
    private static final byte[] TELLING = "\r\n :;,<>\"=/@0\0\t".getBytes(StandardCharsets.ISO_8859_1);

    private final Random random = new Random(SEED);
    private final SwitchUnderTest calls = new SwitchUnderTest();

    @Test
    void shouldSurviveMutatedMessages() {
        String tag = "none";
        for (int i = 0; i < MESSAGES; i++) {
            String callId = "call-" + random.nextInt(50);
            List<String> answers = calls.sendBytes(mutate(request(callId, tag)));
            for (String answer : answers) {
                if (answer.startsWith("SIP/2.0 200") && answer.contains(";tag=")) {
                    tag = SwitchUnderTest.tagOf(answer);
                }
            }
            if (i % 100 == 0) {
                calls.pass(1_000);
            }
        }
        calls.pass(SwitchUnderTest.TIMERS.longestCall() + 50_000);
        assertEquals(0, calls.held(), "seed=" + SEED);
    }

    private byte[] request(String callId, String tag) {
        String text = switch (random.nextInt(6)) {
            case 0, 1 -> Requests.invite(callId, "z9hG4bK" + random.nextInt(), "", random.nextInt(5));
            case 2 -> Requests.acknowledge(callId, tag);
            case 3 -> Requests.bye(callId, tag);
            case 4 -> Requests.cancel(callId);
            default -> Requests.invite(callId, "z9hG4bK" + random.nextInt(), tag, random.nextInt(50));
        };
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] mutate(byte[] message) {
        byte[] bytes = message;
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = TELLING[random.nextInt(TELLING.length)];
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 3 -> bytes = repeat(bytes, at, random.nextInt(bytes.length - at));
                default -> bytes = cut(bytes, at, Math.min(bytes.length - at, 1 + random.nextInt(20)));
            }
        }
        return bytes;
    }

    private static byte[] repeat(byte[] bytes, int at, int byteLength) {
        byte[] longer = new byte[bytes.length + byteLength];
        System.arraycopy(bytes, 0, longer, 0, at + byteLength);
        System.arraycopy(bytes, at, longer, at + byteLength, bytes.length - at);
        return longer;
    }

    private static byte[] cut(byte[] bytes, int at, int byteLength) {
        byte[] shorter = new byte[bytes.length - byteLength];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, at + byteLength, shorter, at, shorter.length - at);
        return shorter.length == 0 ? bytes : shorter;
    }
}
