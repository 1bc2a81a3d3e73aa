package org.malloc4j.boot;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.malloc4j.Role;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Backing;
import org.malloc4j.spi.Processes;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;
import org.malloc4j.spi.Retiring;
import org.malloc4j.spi.Tagged;

/**
 * What an allocator can do beyond allocating, found out on the smallest region it takes, before any file is touched.
 *
 * @param recoverable whether it survives the death of a process inside it, with the tags that its decorator wants
 * @param tagged      whether it keeps tags itself
 * @param retiring    whether it can take damaged memory out of use
 */
record Powers(boolean recoverable, boolean tagged, boolean retiring) {

    static Powers of(AllocatorChoice choice) {
        long byteSize = SuperblockDescriptor.pages(Math.max(1, choice.provider().minimumByteSize(0)));
        try (Arena arena = Arena.ofShared()) {
            MemorySegment segment = arena.allocate(byteSize, SuperblockDescriptor.PAGE);
            Region region = Region.of("trial", segment, Sharing.SHARED, Processes.alone(), Backing.present());
            Allocator allocator = choice.provider().format(region, 0, choice.providerConfig());
            boolean tagged = allocator instanceof Tagged;
            // Tags put in front of blocks by somebody else cost an allocator the power to recover.
            return new Powers(allocator instanceof Recoverable && (tagged || !choice.wantsTags()), tagged,
                    allocator instanceof Retiring);
        }
    }

    /** Refuses a policy that this allocator can't carry out. */
    void check(AllocatorChoice choice, Role role, OnCorruption policy) {
        if (policy == OnCorruption.RETIRE && !retiring) {
            throw new Refusal("allocator can't retire: malloc4j." + role.key() + ".on-corruption=retire malloc4j."
                    + role.key() + ".allocator=" + choice.name() + "; it takes damaged memory for what it can't go on "
                    + "with, and has no way to leave it out. Set on-corruption to throw or halt, or choose an allocator "
                    + "that can.");
        }
    }

    /** Refuses what can't be had from this allocator, or not in a pool of this size. */
    void check(AllocatorChoice choice, Role role, long tagByteSize, long regionByteSize) {
        long minimum = choice.provider().minimumByteSize(tagged ? tagByteSize : 0);
        if (regionByteSize < minimum) {
            throw new Refusal("pool is too small: malloc4j." + role.key() + ".size leaves " + regionByteSize
                    + " bytes to the allocator, and " + choice.name() + " needs " + minimum + " at least. Raise "
                    + "malloc4j." + role.key() + ".size (" + PoolText.option(role) + ").");
        }
    }
}
