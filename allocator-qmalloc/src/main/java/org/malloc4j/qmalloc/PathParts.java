package org.malloc4j.qmalloc;

import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;
import org.malloc4j.spi.support.QuickPlaces;
import org.malloc4j.spi.support.RedoRecord;

/**
 * What the common path works with. A record, because the JIT trusts a record's fields: they are constants wherever the
 * record is one.
 *
 * @param region       the region
 * @param record       where intents are declared
 * @param places       where the heap keeps its tables
 * @param secret       the pool's
 * @param guards       the pool's
 * @param words        where the heap's extension lies
 * @param enough       from how many bytes of fragments on that wait one leaves for each that enters
 * @param capacity     how many may wait
 * @param pid          who this is, as headers hold it
 * @param durable      whether somebody else must find everything in order after a death
 */
record PathParts(Region region, RedoRecord record, QuickPlaces places, Secret secret, Guards guards, long words, long enough, long capacity, long pid, boolean durable) {

    static PathParts of(Region region, RedoRecord record, QuickPlaces places, Secret secret, long capacity, long pid) {
        return new PathParts(region, record, places, secret, new Guards(region, secret),
                QMallocHeap.words(), capacity - capacity / 4, capacity, pid, region.sharing() == Sharing.SHARED);
    }
}
