package org.malloc4j.fmalloc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Planted: metadata must be stored through the accessor. */
public class PlantedStoreBesideTheAccessor {
    /** Stores. @param segment where */
    public void store(MemorySegment segment) {
        segment.set(ValueLayout.JAVA_LONG, 0, 1);
    }
}
