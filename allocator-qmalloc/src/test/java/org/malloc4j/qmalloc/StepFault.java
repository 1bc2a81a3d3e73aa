package org.malloc4j.qmalloc;

import java.util.function.UnaryOperator;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.FaultySteps;

/** What the steps of the common path can get wrong, one fault each; the crash half of the contract catches them all. */
enum StepFault {
    DECLARES_NO_INTENT(FaultySteps.DeclaresNoIntent::new),
    DECLARES_TOO_EARLY(FaultySteps.DeclaresTooEarly::new),
    FILLS_TOO_EARLY(FaultySteps.FillsTooEarly::new);

    private final UnaryOperator<Region> region;

    StepFault(UnaryOperator<Region> region) {
        this.region = region;
    }

    /** {@return what makes a region spoil steps} */
    UnaryOperator<Region> region() {
        return region;
    }
}
