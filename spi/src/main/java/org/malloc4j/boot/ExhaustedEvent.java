package org.malloc4j.boot;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A pool couldn't serve a request. */
@Name("org.malloc4j.Exhausted")
@Label("Pool Exhausted")
@Description("A pool couldn't serve a request")
@Category("malloc4j")
@Enabled(false)
@StackTrace
final class ExhaustedEvent extends Event {
    @Label("Pool")
    String pool;

    @Label("Instance")
    String instance;

    @Label("Asked")
    @DataAmount
    long byteSize;

    @Label("Alignment")
    long byteAlignment;

    @Label("Free")
    @DataAmount
    long freeSize;

    @Label("Largest Free Fragment")
    @DataAmount
    long largestFree;
}
