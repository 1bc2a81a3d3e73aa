package org.malloc4j.spi.support;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A lock in a pool was taken over from a process that died with it. */
@Name("org.malloc4j.Recovery")
@Label("Pool Recovery")
@Description("A lock in a pool was taken over from a process that died with it")
@Category("malloc4j")
@Enabled(false)
@StackTrace
final class RecoveryEvent extends Event {
    @Label("Pool")
    String pool;

    @Label("Word Offset")
    long wordOffset;

    @Label("Dead Process's Slot")
    int slot;

    @Label("Dead Process's Generation")
    int generation;

    @Label("Dead Process's Pid")
    @Description("0 if it isn't known")
    long pid;
}
