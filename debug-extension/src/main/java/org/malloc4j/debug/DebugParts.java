package org.malloc4j.debug;

import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Recoverable;
import org.malloc4j.spi.Region;

/**
 * What a tracked pool consists of. A record, because the JIT trusts a record's fields: they are constants wherever the record
 * is one.
 *
 * @param inner       the allocator
 * @param recoverable its power to recover
 * @param region      its memory
 * @param ledger      what is known of its blocks
 * @param tags        where that is written
 * @param sites       finds lines of code
 */
record DebugParts(Allocator inner, Recoverable recoverable, Region region, Ledger ledger, Tags tags, CallSites sites) {

    /** {@return the parts of a pool whose allocator survives the death of a process inside it} */
    static <A extends Allocator & Recoverable> DebugParts of(A inner, Region region, Ledger ledger, CallSites sites) {
        return new DebugParts(inner, inner, region, ledger, ledger.tags(), sites);
    }
}
