package org.malloc4j.example.switchboard.worker;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.malloc4j.example.switchboard.call.Counter;
import org.malloc4j.example.switchboard.call.Counters;

/** Counts how often this worker waited in the shared pool's allocator, as the memory's own MXBean says. */
final class AllocatorWaits {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private long counted;

    /** Counts those since the last time. @param counters the worker's counters */
    void count(Counters counters) {
        try {
            long waits = 0;
            for (ObjectName memory : server.queryNames(new ObjectName("org.malloc4j:type=Memory,*"), null)) {
                waits += (Long) server.getAttribute(memory, "ShmWaits");
            }
            counters.add(Counter.ALLOCATOR_WAITS, waits - counted);
            counted = waits;
        } catch (JMException e) {
            throw new IllegalStateException("the memory's MXBean doesn't answer: " + e.getMessage(), e);
        }
    }
}
