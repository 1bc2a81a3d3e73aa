package org.malloc4j.tck.self;

/** Short names for the tests of the contract, and whether a fault is seen by the named ones only. */
final class ContractTests {
    static final boolean CONFINED_TO = true;
    static final boolean SPREAD = false;

    static final String RANDOM = "shouldKeepItsInvariantsThroughRandomOperationsInRegionsOfEverySize";
    static final String RANDOM_CONFINED = "shouldKeepItsInvariantsInAConfinedRegion";
    static final String ALIGNMENT = "shouldAlignBlocksAsAsked";
    static final String SIZE_ZERO = "shouldGiveABlockOfItsOwnForSizeZero";
    static final String RESIZE = "shouldKeepContentsWhenResizing";
    static final String WALK = "shouldWalkBlocksInAddressOrderAndResumeAnywhere";
    static final String ALL_FREED = "shouldBeAsAfterFormatOnceEverythingIsFreed";
    static final String NO_FALSE_REFUSAL = "shouldRefuseNothingThatAFreeFragmentCouldHold";
    static final String HUGE = "shouldRefuseWhatNoRegionCanHold";
    static final String REFUSAL = "shouldChangeNothingWhenAnyAllocationIsRefused";
    static final String PAGES = "shouldRefuseAndRecoverWhenPagesRunOut";
    static final String BACKED = "shouldKnowWhichRangesCanBeRead";
    static final String TAG_BESIDE = "shouldKeepATagBesideEachBlock";
    static final String TAG_RESIZE = "shouldKeepTheTagThroughResize";
    static final String TAG_FREED = "shouldKeepTheTagOfAFreedBlock";
    static final String TWICE = "shouldRefuseToFreeABlockTwice";
    static final String TWICE_MERGED = "shouldRefuseToFreeABlockTwiceOnceItWasMerged";
    static final String MIDDLE = "shouldRefuseTheMiddleOfABlock";
    static final String FORGED_MIDDLE = "shouldRefuseTheMiddleOfABlockThatLooksLikeAStart";
    static final String EVERY_NUMBER = "shouldRefuseEveryNumberThatIsNoLiveBlock";
    static final String OUTSIDE = "shouldRefuseNumbersOutsideTheRegion";
    static final String ATTACH = "shouldShareItsBlocksWithWhoeverAttaches";
    static final String ATTACH_GARBAGE = "shouldRefuseToAttachToARegionNobodyFormatted";
    static final String THREADS = "shouldServeManyThreads";
    static final String RACE = "shouldLetOneOfTwoRacingFreesSucceed";
    static final String VISITOR = "shouldCallVisitorsWithNoLockHeld";
    static final String TRACE_GIT = "shouldServeTheTraceOfAVersionControlLog";
    static final String TRACE_JSON = "shouldServeTheTraceOfAJsonScript";

    private ContractTests() {
    }
}
