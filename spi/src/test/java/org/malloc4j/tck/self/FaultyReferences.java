package org.malloc4j.tck.self;

import com.typesafe.config.Config;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.Region;

/** Providers whose fault lies so deep inside that it can't be put around a correct allocator. */
final class FaultyReferences {

    private FaultyReferences() {
    }

    /** Never joins free fragments. */
    static final class NeverMerges extends ReferenceProvider {
        @Override
        ReferenceAllocator allocator(Region region, long tagByteSize, Lock lock) {
            return new TaggedReferenceAllocator(region, tagByteSize, lock) {
                @Override
                void merge(long chunk) {
                    // This is the fault.
                }
            };
        }
    }

    /** Believes whatever looks like the header of a live block. */
    static final class TrustsHeaders extends ReferenceProvider {
        @Override
        ReferenceAllocator allocator(Region region, long tagByteSize, Lock lock) {
            return new TaggedReferenceAllocator(region, tagByteSize, lock) {
                @Override
                long chunkOf(long block) {
                    long chunk = block - headerByteSize;
                    long size = block % 16 == 0 && block > headerByteSize && block < region.byteSize() ? region.getLong(chunk) : 0;
                    boolean plausible = size % 16 == 1 && size > headerByteSize && size < region.byteSize();
                    return plausible ? chunk : super.chunkOf(block);
                }
            };
        }
    }

    /** Takes fresh memory to be zero. */
    static final class TrustsFreshMemory extends ReferenceProvider {
        @Override
        public Allocator format(Region region, long tagByteSize, Config config) {
            byte old = region.getByte(ReferenceAllocator.MARKS_AT);
            Allocator allocator = new TaggedReferenceProvider().format(region, tagByteSize, config);
            region.fill(ReferenceAllocator.MARKS_AT, region.byteSize() >>> 7, old);
            return allocator;
        }
    }

    /** Attaches to anything. */
    static final class AttachesBlindly extends TaggedReferenceProvider {
        @Override
        public Allocator attach(Region region, long tagByteSize, Config config) {
            return allocator(region, tagByteSize, new NoLock());
        }
    }

    /** Lays out afresh what it should join. */
    static final class AttachesByFormatting extends TaggedReferenceProvider {
        @Override
        public Allocator attach(Region region, long tagByteSize, Config config) {
            super.attach(region, tagByteSize, config);
            return format(region, tagByteSize, config);
        }
    }

    /** Says that it reserves pages ahead, but has only ever reserved those of the first half. */
    static final class ReservesTooLittle extends TaggedReferenceProvider {
        @Override
        public boolean growsInSteps() {
            return true;
        }

        @Override
        public Allocator format(Region region, long tagByteSize, Config config) {
            region.reserve(0, region.byteSize() / 2);
            return super.format(region, tagByteSize, config);
        }
    }

    /** Thinks that it is alone. */
    static final class IsNotThreadSafe extends ReferenceProvider {
        @Override
        ReferenceAllocator allocator(Region region, long tagByteSize, Lock lock) {
            return new TaggedReferenceAllocator(region, tagByteSize, new NoLock());
        }
    }

    /** A lock that locks nothing. */
    static final class NoLock implements Lock {
        @Override
        public void lock() {
        }

        @Override
        public void lockInterruptibly() {
        }

        @Override
        public boolean tryLock() {
            return true;
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) {
            return true;
        }

        @Override
        public void unlock() {
        }

        @Override
        public Condition newCondition() {
            throw new UnsupportedOperationException("a lock that locks nothing has no conditions");
        }
    }
}
