package org.malloc4j.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.malloc4j.PlantedHostViewThatKnowsBoot;
import org.malloc4j.boot.PlantedBootThatKnowsAnAllocator;
import org.malloc4j.debug.cli.PlantedCommandThatKnowsTheDecorator;
import org.malloc4j.example.PlantedHostThatKnowsTheSpi;
import org.malloc4j.fmalloc.PlantedAllocatorThatKnowsAnother;
import org.malloc4j.fmalloc.PlantedPublicHelper;
import org.malloc4j.fmalloc.PlantedStoreBesideTheAccessor;
import org.malloc4j.qmalloc.PlantedNeighbour;
import org.malloc4j.spi.PlantedSpiThatKnowsSupport;
import org.malloc4j.spi.PlantedUnsafeAccess;
import org.malloc4j.spi.support.PlantedSupportThatKnowsBoot;
import org.malloc4j.spi.support.PlantedSupportThatPrints;

/** A rule and the classes of the test tree that break it on purpose. */
record Planted(ArchRule rule, Class<?>... violations) {
    static final List<Planted> ALL = List.of(
            new Planted(ArchitectureRules.ALLOCATORS_KNOW_ONLY_THE_SPI, PlantedAllocatorThatKnowsAnother.class),
            new Planted(ArchitectureRules.LIBRARY_KNOWS_NO_ALLOCATOR, PlantedBootThatKnowsAnAllocator.class),
            new Planted(ArchitectureRules.COMMANDS_DO_NOT_KNOW_THE_DECORATOR, PlantedCommandThatKnowsTheDecorator.class),
            new Planted(ArchitectureRules.HOST_KNOWS_ONLY_ITS_VIEW, PlantedHostThatKnowsTheSpi.class),
            new Planted(ArchitectureRules.PROVIDERS_EXPOSE_ONLY_THEIR_PROVIDER, PlantedPublicHelper.class),
            new Planted(ArchitectureRules.HOST_VIEW_KNOWS_NOTHING_BELOW, PlantedHostViewThatKnowsBoot.class),
            new Planted(ArchitectureRules.SPI_KNOWS_NOTHING_BELOW, PlantedSpiThatKnowsSupport.class),
            new Planted(ArchitectureRules.SUPPORT_DOES_NOT_KNOW_BOOT, PlantedSupportThatKnowsBoot.class),
            new Planted(ArchitectureRules.PACKAGES_HAVE_NO_CYCLES, PlantedSupportThatKnowsBoot.class,
                    PlantedBootThatKnowsAnAllocator.class, PlantedNeighbour.class),
            new Planted(ArchitectureRules.METADATA_GOES_THROUGH_THE_ACCESSOR, PlantedStoreBesideTheAccessor.class),
            new Planted(ArchitectureRules.NOTHING_IS_UNSAFE, PlantedUnsafeAccess.class),
            new Planted(ArchitectureRules.EXPORTED_SIGNATURES_ARE_PLAIN, PlantedUnsafeAccess.class),
            new Planted(ArchitectureRules.LIBRARY_USES_NO_STANDARD_STREAMS, PlantedSupportThatPrints.class));

    @Override
    public String toString() {
        return rule.getDescription();
    }
}
