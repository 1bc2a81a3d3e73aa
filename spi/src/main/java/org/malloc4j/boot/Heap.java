package org.malloc4j.boot;

import com.google.common.base.VerifyException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorDecorator;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Contended;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Retiring;
import org.malloc4j.spi.Sharing;
import org.malloc4j.spi.support.FrontTags;

/**
 * A region and the allocator at work in it, decorated if its name says so.
 *
 * @param region    the allocator's memory
 * @param allocator what a pool calls
 * @param retiring  the power to take damaged memory out of use, if the allocator below any decorator has it
 */
record Heap(Region region, Allocator allocator, Optional<Retiring> retiring) {

    /** Where a heap lies and who may touch it. */
    record Place(String name, MemorySegment area, MemorySegment region, Sharing sharing, Processes processes,
                 Backing backing) {
    }

    /** Lays a heap out afresh; its area is zero-filled already. */
    static Heap format(AllocatorChoice choice, long tagByteSize, Place place) {
        Region region = lasting(place);
        return decorated(choice, tagByteSize, place, region,
                choice.provider().format(region, innerTag(choice, tagByteSize), choice.providerConfig()));
    }

    /** Joins a heap that was laid out before. */
    static Heap attach(AllocatorChoice choice, long tagByteSize, Place place) {
        return attach(choice, tagByteSize, place, lasting(place));
    }

    /** Joins a copy of a heap, or a heap for a moment. It takes none of the JVM's few constants from the pools that last. */
    static Heap attachCopy(AllocatorChoice choice, long tagByteSize, Place place) {
        return attach(choice, tagByteSize, place,
                Region.of(place.name(), place.region(), place.sharing(), place.processes(), place.backing()));
    }

    private static Heap attach(AllocatorChoice choice, long tagByteSize, Place place, Region region) {
        return decorated(choice, tagByteSize, place, region,
                choice.provider().attach(region, innerTag(choice, tagByteSize), choice.providerConfig()));
    }

    /** An allocator that has no place for tags is formatted without; {@link FrontTags} makes one. */
    private static long innerTag(AllocatorChoice choice, long tagByteSize) {
        return tagByteSize == 0 || Powers.of(choice).tagged() ? tagByteSize : 0;
    }

    private static Region lasting(Place place) {
        return Region.ofPool(place.name(), place.region(), place.sharing(), place.processes(), place.backing());
    }

    private static Heap decorated(AllocatorChoice choice, long tagByteSize, Place place, Region region,
                                  Allocator allocator) {
        Optional<AllocatorDecorator> decorator = choice.decorator();
        Optional<Retiring> retiring = allocator instanceof Retiring it ? Optional.of(it) : Optional.empty();
        if (decorator.isEmpty()) {
            return new Heap(region, allocator, retiring);
        }
        Region area = Region.of(place.name() + " area", place.area(), place.sharing(), place.processes(),
                Backing.present());
        Allocator inner = tagByteSize == 0 ? allocator : FrontTags.of(allocator, region, tagByteSize);
        return new Heap(region, decorator.get().decorate(inner, region, area, choice.decoratorConfig()), retiring);
    }

    /** {@return how often a thread of this process waited in the allocator; 0 if the allocator doesn't say} */
    long waits() {
        return allocator instanceof Contended contended ? contended.waits() : 0;
    }

    /** {@return the power to recover, if the allocator has it} */
    Optional<Recoverable> recoverable() {
        return allocator instanceof Recoverable recoverable ? Optional.of(recoverable) : Optional.empty();
    }

    /** {@return the power to recover, of an allocator that was found to have it} */
    Recoverable mustRecover() {
        return recoverable().orElseThrow(() -> new VerifyException("allocator isn't Recoverable: " + allocator));
    }
}
