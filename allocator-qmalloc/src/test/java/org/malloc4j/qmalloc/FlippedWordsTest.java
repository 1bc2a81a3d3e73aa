package org.malloc4j.qmalloc;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.malloc4j.tck.FlippedWords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whichever word of Q_MALLOC's own is flipped: it says so, or does without. */
class FlippedWordsTest {
    /** Where the lock lies: a flipped one can't be told from one that somebody holds. */
    private static final long LOCK = 64;
    private static final Logger LOG = LoggerFactory.getLogger(FlippedWordsTest.class);

    @ParameterizedTest
    @ValueSource(longs = {0, 24})
    void shouldSayOrContainEveryFlippedWord(long tagByteSize) {
        long seed = System.nanoTime() & 0xFFFF_FFFFL;
        QMallocProvider provider = new QMallocProvider();
        long byteSize = provider.minimumByteSize(tagByteSize) + 8 * 1024 & -16;
        String story = "seed=" + seed + " tagByteSize=" + tagByteSize;
        String tried = assertTimeoutPreemptively(Duration.ofSeconds(120), () -> new FlippedWords(provider,
                ConfigFactory.load().getConfig("malloc4j.q-malloc"), tagByteSize, byteSize, seed)
                .run(List.of(LOCK)), story);
        LOG.info("{}: {}", story, tried);
    }
}
