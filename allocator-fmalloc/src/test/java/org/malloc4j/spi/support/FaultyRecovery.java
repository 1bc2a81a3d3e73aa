package org.malloc4j.spi.support;

import org.malloc4j.spi.Region;
import org.malloc4j.tck.ForwardingRegion;

/**
 * What the recovery of the shared heap must not get wrong, one fault each, made by a region that does something else
 * than it was told. The heap above is the one that ships.
 */
public final class FaultyRecovery {
    private static final long STATE = HeapDescriptor.REDO + RedoRecordDescriptor.STATE;
    private static final long INTENT = HeapDescriptor.REDO + RedoRecordDescriptor.INTENT;
    private static final long RECORD_END = HeapDescriptor.REDO + RedoRecordDescriptor.BYTE_SIZE;
    private static final long LOCK = HeapDescriptor.LOCK;

    private FaultyRecovery() {
    }

    /** Stores are made at once: no record of them is ever written. */
    public static final class NoRedoRecord extends ForwardingRegion {
        /** @param inner the region */
        public NoRedoRecord(Region inner) {
            super(inner);
        }

        @Override
        public void putLong(long offset, long value) {
            if (offset <= STATE || offset >= RECORD_END) {
                super.putLong(offset, value);
            }
        }

        @Override
        public void putLongRelease(long offset, long value) {
            if (offset != STATE) {
                super.putLongRelease(offset, value);
            }
        }
    }

    /** The record is retired as soon as it is published, before it is applied. */
    public static final class RetiresBeforeApplying extends ForwardingRegion {
        /** @param inner the region */
        public RetiresBeforeApplying(Region inner) {
            super(inner);
        }

        @Override
        public void putLongRelease(long offset, long value) {
            super.putLongRelease(offset, value);
            if (offset == STATE) {
                super.putLongRelease(STATE, 0);
            }
        }
    }

    /** The record is published by a plain store. */
    public static final class PublishesPlainly extends ForwardingRegion {
        /** @param inner the region */
        public PublishesPlainly(Region inner) {
            super(inner);
        }

        @Override
        public void putLongRelease(long offset, long value) {
            if (offset == STATE && value != 0) {
                super.putLong(offset, value);
            } else {
                super.putLongRelease(offset, value);
            }
        }
    }

    /** Who replays a record retires it by a release store, which lets later plain stores pass. */
    public static final class RetiresByReleaseAfterReplay extends ForwardingRegion {
        /** @param inner the region */
        public RetiresByReleaseAfterReplay(Region inner) {
            super(inner);
        }

        @Override
        public boolean compareAndSetLong(long offset, long expected, long value) {
            if (offset == STATE) {
                super.putLongRelease(offset, value);
                return true;
            }
            return super.compareAndSetLong(offset, expected, value);
        }
    }

    /** Small blocks are taken and freed without a word. */
    public static final class DeclaresNoIntent extends ForwardingRegion {
        /** @param inner the region */
        public DeclaresNoIntent(Region inner) {
            super(inner);
        }

        @Override
        public void putLong(long offset, long value) {
            if (offset != INTENT) {
                super.putLong(offset, value);
            }
        }
    }

    /** A plan is published beside the intent of an operation that is long complete. */
    public static final class KeepsTheIntent extends ForwardingRegion {
        /** @param inner the region */
        public KeepsTheIntent(Region inner) {
            super(inner);
        }

        @Override
        public void putLong(long offset, long value) {
            if (offset != INTENT || value != 0) {
                super.putLong(offset, value);
            }
        }
    }

    /** What follows an intent is stored plainly, so in any order. */
    public static final class FollowsTheIntentPlainly extends ForwardingRegion {
        /** @param inner the region */
        public FollowsTheIntentPlainly(Region inner) {
            super(inner);
        }

        @Override
        public void putLongRelease(long offset, long value) {
            if (offset != STATE && offset != LOCK && inner.getLong(STATE) == 0) {
                super.putLong(offset, value);
            } else {
                super.putLongRelease(offset, value);
            }
        }
    }

    /** The lock is let go by a plain store. */
    public static final class UnlocksPlainly extends ForwardingRegion {
        /** @param inner the region */
        public UnlocksPlainly(Region inner) {
            super(inner);
        }

        @Override
        public void putLongRelease(long offset, long value) {
            if (offset == LOCK || offset == STATE && value == 0) {
                super.putLong(offset, value);
            } else {
                super.putLongRelease(offset, value);
            }
        }
    }

    /** Every acquisition of the lock has the same sequence number. */
    public static final class KeepsTheSequence extends ForwardingRegion {
        /** @param inner the region */
        public KeepsTheSequence(Region inner) {
            super(inner);
        }

        @Override
        public void putLongRelease(long offset, long value) {
            super.putLongRelease(offset, offset == LOCK ? 0 : value);
        }
    }

    /**
     * Asks whether anybody lives in a slot, whoever it is: as if by a process number, which another process may get.
     */
    public static final class AsksForTheSlotOnly extends ForwardingRegion {
        /** @param inner the region */
        public AsksForTheSlotOnly(Region inner) {
            super(inner, new ForwardingProcesses(inner.processes()) {
                @Override
                public boolean repairIfDead(int slot, int generation, Runnable repair) {
                    return slot != self() && super.repairIfDead(slot, generation, repair);
                }
            });
        }
    }

    /** Takes every other process for dead once it has been waited for. */
    public static final class TakesSlowForDead extends ForwardingRegion {
        /** @param inner the region */
        public TakesSlowForDead(Region inner) {
            super(inner, new ForwardingProcesses(inner.processes()) {
                @Override
                public boolean repairIfDead(int slot, int generation, Runnable repair) {
                    repair.run();
                    return true;
                }
            });
        }
    }

    /** A process that claims the slot of a dead one has the same generation. */
    public static final class KeepsTheGeneration extends ForwardingRegion {
        /** @param inner the region */
        public KeepsTheGeneration(Region inner) {
            super(inner, new ForwardingProcesses(inner.processes()) {
                @Override
                public int generation() {
                    return 1;
                }
            });
        }
    }
}
