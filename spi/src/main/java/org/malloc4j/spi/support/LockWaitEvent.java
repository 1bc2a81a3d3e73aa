package org.malloc4j.spi.support;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A thread waited for a lock in a pool: the allocator's, or one of the host's. */
@Name("org.malloc4j.LockWait")
@Label("Pool Lock Wait")
@Description("A thread waited for a lock in a pool; the owner is the one it found when it began to sleep")
@Category("malloc4j")
@Enabled(false)
@Threshold("1 ms")
@StackTrace
final class LockWaitEvent extends Event {
    @Label("Pool")
    String pool;

    @Label("Word Offset")
    long wordOffset;

    @Label("Owner's Slot")
    int ownerSlot;

    @Label("Owner's Pid")
    @Description("0 if it isn't known")
    long ownerPid;

    @Label("Owner Died")
    @Description("The lock was taken over from a process or thread that died with it")
    boolean ownerDied;
}
