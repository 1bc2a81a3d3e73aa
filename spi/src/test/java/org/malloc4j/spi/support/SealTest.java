package org.malloc4j.spi.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SealTest {

    @Test
    void shouldGiveBackWhatItSealed() {
        for (long payload : new long[] {0, 1, 32, 1 << 20, Seal.MAX_PAYLOAD}) {
            long word = Seal.seal(4096, payload);
            assertTrue(Seal.isIntact(4096, word));
            assertEquals(payload, Seal.payload(word));
        }
    }

    @Test
    void shouldNoticeEveryChangeOfOneBit() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long offset = random.nextLong(1L << 40) & -8;
            long word = Seal.seal(offset, random.nextLong(1L << random.nextInt(1, 48)));
            for (int bit = 0; bit < Long.SIZE; bit++) {
                assertFalse(Seal.isIntact(offset, word ^ 1L << bit), "offset=" + offset + " bit=" + bit);
            }
        }
    }

    @Test
    void shouldNoticeWordsOfAllZerosAndAllOnes() {
        int mistaken = 0;
        for (long offset = 0; offset < 1L << 20; offset += 8) {
            mistaken += Seal.isIntact(offset, 0) ? 1 : 0;
            mistaken += Seal.isIntact(offset, -1) ? 1 : 0;
        }
        // 16 bits of checksum: about 4 of 262,144 offsets can't tell.
        assertTrue(mistaken < 40, "mistaken=" + mistaken);
    }

    @Test
    void shouldNoticeAWordThatWasMoved() {
        int mistaken = 0;
        for (long distance = 16; distance <= 1 << 20; distance += 16) {
            mistaken += Seal.isIntact(4096 + distance, Seal.seal(4096, 1024)) ? 1 : 0;
        }
        assertTrue(mistaken < 10, "mistaken=" + mistaken);
    }
}
