package org.malloc4j.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.malloc4j.spi.AllocatorProvider;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every allocator must do, as JUnit tests. An author proves an allocator by extending this class:
 *
 * <pre>{@code
 * class MyMallocTest extends AllocatorContract {
 *     @Override
 *     protected AllocatorProvider provider() {
 *         return new MyMallocProvider();
 *     }
 * }
 * }</pre>
 *
 * <p>and by adding to the project:
 *
 * <pre>{@code
 * <dependency>
 *   <groupId>org.malloc4j</groupId>
 *   <artifactId>malloc4j-spi</artifactId>
 *   <version>...</version>
 *   <type>test-jar</type>
 *   <scope>test</scope>
 * </dependency>
 * <dependency>
 *   <groupId>org.junit.jupiter</groupId>
 *   <artifactId>junit-jupiter</artifactId>
 *   <version>5.14.4</version>
 *   <scope>test</scope>
 * </dependency>
 * }</pre>
 *
 * <p>Parts that an allocator doesn't claim, by implementing {@link org.malloc4j.spi.Tagged} or
 * {@link org.malloc4j.spi.Recoverable}, are skipped, and the reason is shown.
 *
 * <p>Random sequences begin at a seed that is logged and stands in the message of each failure; the system property
 * {@value #SEED_PROPERTY} replays it. {@value #FACTOR_PROPERTY} makes them longer (10) or shorter (0.1).
 */
public abstract class AllocatorContract {

    /** The system property that replays a seed. */
    public static final String SEED_PROPERTY = "malloc4j.seed";

    /** The system property that makes random sequences that many times as long as usual. */
    public static final String FACTOR_PROPERTY = "malloc4j.contract.factor";

    private static final Logger LOG = LoggerFactory.getLogger(AllocatorContract.class);
    private static final long RANDOM_SEED = System.nanoTime() & 0xFFFF_FFFFL;
    private static final double TIME_LIMIT_SECONDS = 120;

    /** Made by JUnit, through a subclass. */
    protected AllocatorContract() {
    }

    /** {@return the provider on trial} */
    protected abstract AllocatorProvider provider();

    /** {@return the allocator's own settings} Unless overridden: what its {@code reference.conf} says. */
    protected Config config() {
        Config all = ConfigFactory.load();
        String path = "malloc4j." + provider().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return all.hasPath(path) ? all.getConfig(path) : ConfigFactory.empty();
    }

    /**
     * {@return the most that a recorded trace may take at its peak, overhead included, as a multiple of the sum of sizes
     * rounded up to 16 and of {@link #besideByteSize} for each block} Unless overridden it is only logged.
     */
    protected double highWaterLimit() {
        return Double.POSITIVE_INFINITY;
    }

    /** {@return how many bytes it may need beside each block, for {@link #highWaterLimit}} Unless overridden: 16. */
    protected long besideByteSize() {
        return 16;
    }

    /**
     * {@return whether two threads that free the same block at the same moment may both be told that they did} Unless
     * overridden: one is refused. In any case the heap stays whole.
     */
    protected boolean mayMissRacingFrees() {
        return false;
    }

    /** {@return where random sequences begin} Unless overridden: the system property, or another one in each run. */
    protected long seed() {
        return Long.getLong(SEED_PROPERTY, RANDOM_SEED);
    }

    /** {@return how long random sequences are, as a multiple of their usual length} */
    protected double factor() {
        return Double.parseDouble(System.getProperty(FACTOR_PROPERTY, "1"));
    }

    @Test
    void shouldKeepItsInvariantsThroughRandomOperationsInRegionsOfEverySize() {
        prove(RandomPart::regionsOfEverySize);
    }

    @Test
    void shouldKeepItsInvariantsInAConfinedRegion() {
        prove(RandomPart::confinedRegion);
    }

    @Test
    void shouldKeepItsInvariantsInASharedRegion() {
        assumeTrue(trial().isRecoverable(), "skipped: the allocator is not Recoverable, so it serves no shared pool");
        prove(RandomPart::sharedRegion);
    }

    @Test
    void shouldAlignBlocksAsAsked() {
        prove(BlockPart::alignment);
    }

    @Test
    void shouldGiveABlockOfItsOwnForSizeZero() {
        prove(BlockPart::sizeZero);
    }

    @Test
    void shouldKeepContentsWhenResizing() {
        prove(BlockPart::resize);
    }

    @Test
    void shouldWalkBlocksInAddressOrderAndResumeAnywhere() {
        prove(BlockPart::walk);
    }

    @Test
    void shouldBeAsAfterFormatOnceEverythingIsFreed() {
        prove(ExhaustionPart::fillAndFree);
    }

    @Test
    void shouldRefuseNothingThatAFreeFragmentCouldHold() {
        prove(ExhaustionPart::noFalseRefusal);
    }

    @Test
    void shouldRefuseWhatNoRegionCanHold() {
        prove(ExhaustionPart::hugeRequests);
    }

    @Test
    void shouldChangeNothingWhenAnyAllocationIsRefused() {
        prove(ExhaustionPart::refusalAtEveryAllocation);
    }

    @Test
    void shouldRefuseAndRecoverWhenPagesRunOut() {
        assumeTrue(provider().growsInSteps(), "skipped: the provider doesn't say that it grows in steps");
        prove(ExhaustionPart::pagesRunOut);
    }

    @Test
    void shouldKnowWhichRangesCanBeRead() {
        prove(BlockPart::backed);
    }

    @Test
    void shouldKeepATagBesideEachBlock() {
        assumeTagged();
        prove(TagPart::besideBlocks);
    }

    @Test
    void shouldKeepTheTagThroughResize() {
        assumeTagged();
        prove(TagPart::throughResize);
    }

    @Test
    void shouldKeepTheTagOfAFreedBlock() {
        assumeTagged();
        prove(TagPart::afterFree);
    }

    @Test
    void shouldRefuseToFreeABlockTwice() {
        prove(IllegalBlockPart::twiceAtOnce);
    }

    @Test
    void shouldRefuseToFreeABlockTwiceOnceItWasMerged() {
        prove(IllegalBlockPart::twiceOnceMerged);
    }

    @Test
    void shouldRefuseTheMiddleOfABlock() {
        prove(IllegalBlockPart::middle);
    }

    @Test
    void shouldRefuseTheMiddleOfABlockThatLooksLikeAStart() {
        prove(IllegalBlockPart::forgedMiddle);
    }

    @Test
    void shouldRefuseEveryNumberThatIsNoLiveBlock() {
        prove(IllegalBlockPart::everythingElse);
    }

    @Test
    void shouldRefuseNumbersOutsideTheRegion() {
        prove(IllegalBlockPart::outside);
    }

    @Test
    void shouldShareItsBlocksWithWhoeverAttaches() {
        prove(AttachPart::sameBlocks);
    }

    @Test
    void shouldRefuseToAttachToARegionNobodyFormatted() {
        prove(AttachPart::garbage);
    }

    @Test
    void shouldServeManyThreads() {
        prove(ConcurrencyPart::manyThreads);
    }

    @Test
    void shouldLetOneOfTwoRacingFreesSucceed() {
        prove(trial -> ConcurrencyPart.racingFrees(trial, mayMissRacingFrees()));
    }

    @Test
    void shouldCallVisitorsWithNoLockHeld() {
        prove(ConcurrencyPart::walkHoldsNoLock);
    }

    @Test
    void shouldServeTheTraceOfAVersionControlLog() {
        prove(trial -> TracePart.replay(trial, "git-log", highWaterLimit(), besideByteSize()));
    }

    @Test
    void shouldServeTheTraceOfAJsonScript() {
        prove(trial -> TracePart.replay(trial, "python-json", highWaterLimit(), besideByteSize()));
    }

    @Test
    void shouldBeWholeAfterADeathAtAnyStoreOfEachOperation() {
        assumeRecoverable();
        prove(CrashPart::eachOperation);
    }

    @Test
    void shouldBeWholeAfterADeathAtAnyStoreOfRandomOperations() {
        assumeRecoverable();
        prove(CrashPart::randomOperations);
    }

    @Test
    void shouldBeFormattedAgainAfterADeathInFormat() {
        assumeRecoverable();
        prove(CrashPart::format);
    }

    @Test
    void shouldGoOnAfterAThreadFailedAtAnyAccess() {
        assumeRecoverable();
        prove(ThreadDeathPart::atEveryAccess);
    }

    @Test
    void shouldGoOnAfterAStackOverflowAtAnyDepth() {
        assumeRecoverable();
        prove(ThreadDeathPart::atEveryDepth);
    }

    @Test
    void shouldBeWholeAfterTwoSurvivorsMet() {
        assumeRecoverable();
        prove(MeetingPart::twoSurvivors);
    }

    @Test
    void shouldTakeNothingFromAProcessThatIsOnlySlow() {
        assumeRecoverable();
        prove(MeetingPart::slowProcess);
    }

    @Test
    void shouldTakeNothingFromAThreadThatIsOnlySlow() {
        assumeRecoverable();
        prove(MeetingPart::slowThread);
    }

    private void assumeRecoverable() {
        assumeTrue(trial().isRecoverable(), "skipped: the allocator is not Recoverable");
    }

    private void assumeTagged() {
        assumeTrue(trial().isTagged(), "skipped: the allocator is not Tagged");
    }

    private Trial trial() {
        return new Trial(provider(), config(), seed(), factor());
    }

    private void prove(ThrowingConsumer<Trial> part) {
        Trial trial = trial();
        LOG.debug("contract of {}: seed={} factor={}", trial.provider().name(), trial.seed(), trial.factor());
        Duration limit = Duration.ofSeconds((long) (TIME_LIMIT_SECONDS * Math.max(1, trial.factor())));
        Assertions.assertTimeoutPreemptively(limit, () -> {
            try {
                part.accept(trial);
            } catch (TestAbortedException e) {
                throw e;
            } catch (Throwable e) {
                String what = e instanceof AssertionError ? e.getMessage() : e.toString();
                throw new AssertionError(what + " [replay with -D" + SEED_PROPERTY + "=" + trial.seed() + "]", e);
            }
        });
    }
}
