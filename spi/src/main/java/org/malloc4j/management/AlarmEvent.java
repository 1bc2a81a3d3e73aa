package org.malloc4j.management;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The use of a pool crossed its {@code alarm-percentage}. */
@Name("org.malloc4j.Alarm")
@Label("Pool Alarm")
@Description("The use of a pool crossed its alarm-percentage")
@Category("malloc4j")
@Enabled(false)
@StackTrace(false)
public final class AlarmEvent extends Event {
    /** Which pool: {@code shm} or {@code pkg}. */
    @Label("Pool")
    public final String pool;

    /** The instance. */
    @Label("Instance")
    public final String instance;

    /** The limit, in percent of the pool. */
    @Label("Limit in Percent")
    public final int percentage;

    /** What is in use, overheads included; the recent peak, if that is what crossed the limit. */
    @Label("Used")
    @DataAmount
    public final long usedSize;

    /** The size of the pool. */
    @Label("Total")
    @DataAmount
    public final long totalSize;

    /**
     * @param pool       which pool
     * @param instance   the instance
     * @param percentage the limit, in percent of the pool
     * @param usedSize   what is in use, in bytes
     * @param totalSize  the size of the pool, in bytes
     */
    public AlarmEvent(String pool, String instance, int percentage, long usedSize, long totalSize) {
        this.pool = pool;
        this.instance = instance;
        this.percentage = percentage;
        this.usedSize = usedSize;
        this.totalSize = totalSize;
    }
}
