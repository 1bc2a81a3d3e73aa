package org.malloc4j.spi;

import com.google.common.collect.ImmutableList;
import java.lang.foreign.MemorySegment;

/** Planted: a restricted method, and a type of a library in a signature that others see. */
public class PlantedUnsafeAccess {
    /** {@return memory beyond its bounds} @param segment where it starts */
    @SuppressWarnings("restricted")
    public ImmutableList<MemorySegment> everything(MemorySegment segment) {
        return ImmutableList.of(segment.reinterpret(Long.MAX_VALUE));
    }
}
