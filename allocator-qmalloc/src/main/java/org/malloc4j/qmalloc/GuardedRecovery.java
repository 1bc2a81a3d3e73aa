package org.malloc4j.qmalloc;

import org.malloc4j.HeapCorruptionException;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.QuickPlaces;
import org.malloc4j.spi.support.Recovery;
import org.malloc4j.spi.support.RedoRecord;

/**
 * Completes the step of the common path that somebody died in. What is done shows: a list names a fragment, or names it no
 * more; for the words that only count, {@link Intent} says how they look afterwards, and they come last.
 *
 * @param region the region
 * @param record where the intent was declared
 * @param places where the heap keeps its tables
 * @param secret the pool's
 * @param words  where the heap's extension lies
 */
record GuardedRecovery(Region region, RedoRecord record, QuickPlaces places, Secret secret, long words)
        implements Recovery {

    @Override
    public void recover() {
        long intent = record.declared();
        if (intent == 0) {
            return;
        }
        // What was completed is looked at no more: its block may have been damaged since.
        if (!isComplete(intent)) {
            long fragment = Intent.fragment(intent);
            long header = places.isPlausible(fragment + places.prefix(), places.end()) ? region.getLong(fragment) : 0;
            if (QuickPlaces.damage(fragment, header) != 0 || QuickPlaces.size(header) > places.largest()) {
                throw new HeapCorruptionException("intent or header overwritten: pool=" + region.name() + " fragment="
                        + fragment + "; a process died in the allocator and what it was doing can't be completed");
            }
            repeat(intent, fragment, QuickPlaces.size(header));
        }
        record.forgetIntent();
    }

    /** {@return whether the step's last store was made} */
    private boolean isComplete(long intent) {
        return Intent.step(intent) == Intent.RELEASE ? Intent.isCountedIn(intent, word(QMallocLayout.QUARANTINED))
                : Intent.isRequested(intent, word(QMallocLayout.REQUESTED));
    }

    private void repeat(long intent, long fragment, long size) {
        long block = fragment + places.prefix();
        if (Intent.step(intent) == Intent.PASS) {
            pass(fragment, block, size);
        } else if (Intent.step(intent) == Intent.TAKE) {
            take(fragment, block, size);
        } else if (Intent.step(intent) == Intent.ADMIT) {
            admit(intent, block, size);
        } else {
            release(fragment, block, size);
        }
    }

    private void pass(long fragment, long block, long size) {
        put(places.mark(block), region.getLong(places.mark(block)) & ~QuickPlaces.bit(block));
        link(fragment, block, size);
        count(QMallocLayout.REQUESTED, QMallocLayout.counted(word(QMallocLayout.REQUESTED), -byteSize(block, size)));
    }

    private void link(long fragment, long block, long size) {
        long head = region.getLong(places.head(size));
        if (QuickPlaces.first(head) != fragment) {
            put(block, QuickPlaces.first(head));
            put(places.head(size), QuickPlaces.with(head, fragment));
        }
    }

    private void take(long fragment, long block, long size) {
        long head = region.getLong(places.head(size));
        if (QuickPlaces.first(head) == fragment) {
            put(places.head(size), QuickPlaces.without(head, region.getLong(block)));
        }
        put(places.mark(block), region.getLong(places.mark(block)) | QuickPlaces.bit(block));
        count(QMallocLayout.REQUESTED, QMallocLayout.counted(word(QMallocLayout.REQUESTED), byteSize(block, size)));
    }

    private void admit(long intent, long block, long size) {
        put(places.mark(block), region.getLong(places.mark(block)) & ~QuickPlaces.bit(block));
        long sums = word(QMallocLayout.QUARANTINED);
        if (!Intent.isCountedIn(intent, sums)) {
            long newest = Secret.payload(word(QMallocLayout.NEWEST));
            if (QMallocLayout.number(sums) == 0) {
                seal(words + QMallocLayout.OLDEST, block);
            } else if (newest != block) {
                seal(newest - Long.BYTES, block);
            }
            seal(words + QMallocLayout.NEWEST, block);
            count(QMallocLayout.QUARANTINED, sums + QMallocLayout.one(size));
        }
        count(QMallocLayout.REQUESTED, QMallocLayout.counted(word(QMallocLayout.REQUESTED), -byteSize(block, size)));
    }

    private void release(long fragment, long block, long size) {
        link(fragment, block, size);
        if (Secret.payload(word(QMallocLayout.OLDEST)) == block) {
            boolean isLast = Secret.payload(word(QMallocLayout.NEWEST)) == block;
            seal(words + QMallocLayout.OLDEST, isLast ? 0 : Secret.payload(region.getLong(block - Long.BYTES)));
        }
        count(QMallocLayout.QUARANTINED, word(QMallocLayout.QUARANTINED) - QMallocLayout.one(size));
    }

    private long byteSize(long block, long size) {
        return size - places.prefix() - Header.tail(region.getLong(block - places.prefix() + QMallocLayout.HEADER));
    }

    private long word(int which) {
        return region.getLong(words + which);
    }

    private void count(int which, long value) {
        put(words + which, value);
    }

    private void seal(long at, long payload) {
        put(at, secret.seal(at, payload));
    }

    private void put(long offset, long value) {
        region.putLongRelease(offset, value);
    }
}
