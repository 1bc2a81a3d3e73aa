package org.malloc4j.tck.self;

import static org.malloc4j.tck.self.ContractTests.*;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;

/** What an allocator can get wrong, one fault each, and the tests of the contract that catch it. */
enum Fault {
    HANDS_OUT_TWICE(Faults.HandsOutTwice::new, SPREAD, "random sequence failed: block handed out twice", RANDOM),
    FORGETS_ALIGNMENT(Faults.ForgetsAlignment::new, SPREAD, "not aligned as asked", ALIGNMENT),
    CLAIMS_MORE_BYTES(Faults.ClaimsMoreBytes::new, SPREAD, "random sequence failed: block not inside the region",
            RANDOM),
    CLAIMS_FEWER_BYTES(Faults.ClaimsFewerBytes::new, SPREAD, "fewer bytes than asked for", RESIZE),
    ACCEPTS_DOUBLE_FREE(Faults.AcceptsDoubleFree::new, CONFINED_TO, "accepted a number that is no live block",
            TWICE, TWICE_MERGED, EVERY_NUMBER, RACE),
    ACCEPTS_MIDDLE(Faults.AcceptsMiddle::new, CONFINED_TO, "accepted a number that is no live block",
            MIDDLE, FORGED_MIDDLE, EVERY_NUMBER),
    NAMES_ANOTHER_BLOCK(Faults.NamesAnotherBlock::new, CONFINED_TO, "the exception must name the number that was passed",
            MIDDLE, EVERY_NUMBER, OUTSIDE),
    CHECKS_THEN_FREES(Faults.ChecksThenFrees::new, CONFINED_TO, "of two threads that free a block at once, one must succeed",
            RACE),
    WALK_MISSES_A_BLOCK(Faults.WalkMissesABlock::new, SPREAD, "walk and model disagree about a live block", WALK),
    WALK_RESUMES_TOO_LATE(Faults.WalkResumesTooLate::new, CONFINED_TO, "walk and model disagree about a live block",
            WALK, RANDOM, RANDOM_CONFINED),
    WALKS_UNDER_ITS_LOCK(Faults.WalksUnderItsLock::new, CONFINED_TO, "a visitor must be called with no lock held",
            VISITOR),
    STATISTICS_FORGET_RESIZE(Faults.StatisticsForgetResize::new, CONFINED_TO, "statistics and model disagree",
            RESIZE, RANDOM, RANDOM_CONFINED, TAG_RESIZE, THREADS, ATTACH),
    OVERSTATES_LARGEST_FREE(Faults.OverstatesLargestFree::new, CONFINED_TO, "largestFree was refused",
            REFUSAL, RANDOM, RANDOM_CONFINED, NO_FALSE_REFUSAL),
    REFUSES_TOO_SOON(Faults.RefusesTooSoon::new, SPREAD, "refused although a free fragment is large enough",
            NO_FALSE_REFUSAL),
    SIZES_OVERFLOW(Faults.SizesOverflow::new, CONFINED_TO, "fewer bytes than asked for", HUGE),
    REFUSAL_LEAVES_TRACES(Faults.RefusalLeavesTraces::new, CONFINED_TO, "statistics and model disagree",
            REFUSAL, HUGE, RANDOM, RANDOM_CONFINED, NO_FALSE_REFUSAL, ALL_FREED),
    LOOKS_BEYOND_THE_END(Faults.LooksBeyondTheEnd::new, CONFINED_TO, "touched outside the region",
            REFUSAL, HUGE, RANDOM, RANDOM_CONFINED, NO_FALSE_REFUSAL, ALL_FREED),
    RESIZE_LOSES_CONTENTS(Faults.ResizeLosesContents::new, SPREAD, "contents changed by resize", RESIZE),
    SHARES_SIZE_ZERO(Faults.SharesSizeZero::new, SPREAD, "block handed out twice", SIZE_ZERO),
    THINKS_ALL_CAN_BE_READ(Faults.ThinksAllCanBeRead::new, CONFINED_TO, "what was never reserved can't be read", BACKED),
    LOSES_TAG_ON_FREE(Faults.LosesTagOnFree::new, CONFINED_TO, "tag lost on free",
            TAG_FREED, TAG_BESIDE, TAG_RESIZE, RANDOM, ATTACH),
    LOSES_TAG_ON_RESIZE(Faults.LosesTagOnResize::new, CONFINED_TO, "tag lost on resize", TAG_RESIZE, RANDOM, ATTACH),
    TAG_INSIDE_ITS_BLOCK(Faults.TagInsideItsBlock::new, CONFINED_TO, "tag overlaps bytes that belong to a live block",
            TAG_BESIDE, TAG_FREED, TAG_RESIZE, RANDOM, ATTACH),
    WASTES_MEMORY(Faults.WastesMemory::new, CONFINED_TO, "high water above its limit", TRACE_GIT, TRACE_JSON),
    NEVER_MERGES(new FaultyReferences.NeverMerges(), SPREAD, "not as after format once everything is freed", ALL_FREED),
    TRUSTS_HEADERS(new FaultyReferences.TrustsHeaders(), CONFINED_TO, "accepted a number that is no live block",
            FORGED_MIDDLE),
    TRUSTS_FRESH_MEMORY(new FaultyReferences.TrustsFreshMemory(), SPREAD, "random sequence failed: chunk damaged",
            RANDOM),
    ATTACHES_BLINDLY(new FaultyReferences.AttachesBlindly(), CONFINED_TO, "a region that nobody formatted must be refused",
            ATTACH_GARBAGE),
    ATTACHES_BY_FORMATTING(new FaultyReferences.AttachesByFormatting(), CONFINED_TO, "block handed out twice", ATTACH),
    RESERVES_TOO_LITTLE(new FaultyReferences.ReservesTooLittle(), SPREAD, "touched before it was reserved", PAGES),
    IS_NOT_THREAD_SAFE(new FaultyReferences.IsNotThreadSafe(), SPREAD, "", THREADS);

    private final AllocatorProvider provider;
    private final boolean confined;
    private final String sentence;
    private final List<String> tests;

    Fault(UnaryOperator<Allocator> fault, boolean confined, String sentence, String... tests) {
        this((allocator, region) -> fault.apply(allocator), confined, sentence, tests);
    }

    Fault(BiFunction<Allocator, Region, Allocator> fault, boolean confined, String sentence, String... tests) {
        this(new FaultyProvider(new TaggedReferenceProvider(), fault), confined, sentence, tests);
    }

    Fault(AllocatorProvider provider, boolean confined, String sentence, String... tests) {
        this.provider = provider;
        this.confined = confined;
        this.sentence = sentence;
        this.tests = List.of(tests);
    }

    /** {@return whether no tests but the named ones notice it} Other faults spoil whatever comes after them. */
    boolean isConfined() {
        return confined;
    }

    /** {@return how the message of the first test that catches it begins} */
    String sentence() {
        return sentence;
    }

    /** {@return the tests that catch it} */
    List<String> tests() {
        return tests;
    }

    AllocatorProvider provider() {
        return provider;
    }
}
