package org.malloc4j.fmalloc;

import java.util.function.UnaryOperator;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.FaultyRecovery;

/** What recovery can get wrong, one fault each, with the test of the contract that catches it and what that says. */
enum RecoveryFault {
    NO_REDO_RECORD(FaultyRecovery.NoRedoRecord::new, RecoveryFault.DEATH, "not whole after a death: "),
    RETIRES_BEFORE_APPLYING(FaultyRecovery.RetiresBeforeApplying::new, RecoveryFault.DEATH,
            "not whole after a death: "),
    PUBLISHES_PLAINLY(FaultyRecovery.PublishesPlainly::new, RecoveryFault.DEATH, "not whole after a death: "),
    UNLOCKS_PLAINLY(FaultyRecovery.UnlocksPlainly::new, RecoveryFault.DEATH, "not whole after a death: "),
    RETIRES_BY_RELEASE_AFTER_REPLAY(FaultyRecovery.RetiresByReleaseAfterReplay::new, RecoveryFault.RANDOM_DEATH,
            "not whole after a death: "),
    DECLARES_NO_INTENT(FaultyRecovery.DeclaresNoIntent::new, RecoveryFault.DEATH, "not whole after a death: "),
    KEEPS_THE_INTENT(FaultyRecovery.KeepsTheIntent::new, RecoveryFault.RANDOM_DEATH, "not whole after a death: "),
    FOLLOWS_THE_INTENT_PLAINLY(FaultyRecovery.FollowsTheIntentPlainly::new, RecoveryFault.DEATH,
            "not whole after a death: "),
    KEEPS_THE_GENERATION(FaultyRecovery.KeepsTheGeneration::new, RecoveryFault.DEATH,
            "not whole after a death: java.lang.AssertionError: waits for ever for an owner that is dead: "),
    ASKS_FOR_THE_SLOT_ONLY(FaultyRecovery.AsksForTheSlotOnly::new, RecoveryFault.DEATH,
            "not whole after a death: java.lang.AssertionError: waits for ever for an owner that is dead: "),
    TAKES_SLOW_FOR_DEAD(FaultyRecovery.TakesSlowForDead::new, "shouldTakeNothingFromAProcessThatIsOnlySlow",
            "not whole after one was slow: "),
    KEEPS_THE_SEQUENCE(FaultyRecovery.KeepsTheSequence::new, "shouldTakeNothingFromAThreadThatIsOnlySlow",
            "not whole after one was slow: ");

    private static final String DEATH = "shouldBeWholeAfterADeathAtAnyStoreOfEachOperation";
    private static final String RANDOM_DEATH = "shouldBeWholeAfterADeathAtAnyStoreOfRandomOperations";

    private final UnaryOperator<Region> region;
    private final String test;
    private final String sentence;

    RecoveryFault(UnaryOperator<Region> region, String test, String sentence) {
        this.region = region;
        this.test = test;
        this.sentence = sentence;
    }

    /** {@return what makes a region spoil recovery} */
    UnaryOperator<Region> region() {
        return region;
    }

    /** {@return the test that catches it} */
    String test() {
        return test;
    }

    /** {@return how that test's message begins} */
    String sentence() {
        return sentence;
    }
}
