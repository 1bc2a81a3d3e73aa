package org.malloc4j.spi.support;

import org.malloc4j.spi.Region;
import org.malloc4j.tck.ForwardingRegion;

/**
 * What the steps of the common path must not get wrong, one fault each, made by a region that does something else than it
 * was told. The heap above is the one that ships.
 */
public final class FaultySteps {
    private static final long INTENT = HeapDescriptor.REDO + RedoRecordDescriptor.INTENT;

    private FaultySteps() {
    }

    /** Steps are made without a word. */
    public static final class DeclaresNoIntent extends ForwardingRegion {
        /** @param inner the region */
        public DeclaresNoIntent(Region inner) {
            super(inner);
        }

        @Override
        public void putLongRelease(long offset, long value) {
            if (offset != INTENT) {
                super.putLongRelease(offset, value);
            }
        }
    }

    /** A step can be declared before the guards are there that it relies on, or before the end of the one before. */
    public static final class DeclaresTooEarly extends ForwardingRegion {
        /** @param inner the region */
        public DeclaresTooEarly(Region inner) {
            super(inner);
        }

        @Override
        public void putLongRelease(long offset, long value) {
            if (offset == INTENT) {
                super.putLong(offset, value);
            } else {
                super.putLongRelease(offset, value);
            }
        }
    }

    /** A block can be filled before anybody knows that it was freed. */
    public static final class FillsTooEarly extends ForwardingRegion {
        /** @param inner the region */
        public FillsTooEarly(Region inner) {
            super(inner);
        }

        @Override
        public void storeFence() {
        }
    }
}
