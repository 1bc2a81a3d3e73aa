package org.malloc4j.qmalloc;

import java.util.stream.LongStream;

/** The suite on heaps that overlook something: {@link CorruptionFaultTest} runs it. No test by itself. */
abstract class FaultySuite extends CorruptionSuite {

    FaultySuite(Ground.Maker maker) {
        super(maker);
    }

    @Override
    final LongStream sizes() {
        return LongStream.of(0, 1, 16, 100, 1000, 5000);
    }

    static final class NoSlackGuard extends FaultySuite {
        NoSlackGuard() {
            super(FaultyHeaps.NoSlackGuard::new);
        }
    }

    static final class NeighbourNotChecked extends FaultySuite {
        NeighbourNotChecked() {
            super(FaultyHeaps.NeighbourNotChecked::new);
        }
    }

    static final class QuarantineCheckedOnlyAtExit extends FaultySuite {
        QuarantineCheckedOnlyAtExit() {
            super(FaultyHeaps.QuarantineCheckedOnlyAtExit::new);
        }
    }
}
