package org.malloc4j.boot;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What JMX says of the locks of the memory {@code test}. */
final class LockCounts {

    long waits() throws JMException {
        return attribute("ShmWaits");
    }

    long privateWaits() throws JMException {
        return attribute("PkgWaits");
    }

    long takenOver() throws JMException {
        return attribute("ShmLocksTakenOver");
    }

    long deathsRepaired() throws JMException {
        return attribute("ShmDeathsRepaired");
    }

    private static long attribute(String name) throws JMException {
        return (Long) ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName("org.malloc4j:type=Memory,instance=test"), name);
    }
}
