package org.malloc4j.boot;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.SettingDefinition;
import jdk.jfr.StackTrace;

/** A block was freed. Samples only, as {@link SampleBytes} draws them. */
@Name("org.malloc4j.Free")
@Label("Block Freed")
@Description("A block was freed; the estimate is how many bytes this sample stands for")
@Category("malloc4j")
@Enabled(false)
@StackTrace
final class FreeEvent extends Event {
    @Label("Pool")
    String pool;

    @Label("Instance")
    String instance;

    @Label("Block")
    @Description("Its offset in the pool")
    long block;

    @Label("Size")
    @DataAmount
    long byteSize;

    @Label("Estimate")
    @Description("How many bytes this sample stands for: the sum over all samples estimates all bytes")
    @DataAmount
    long estimate;

    @Label("Allocated By")
    @Description("The line of code that allocated it, if a _DBG allocator knows")
    String allocatedBy;

    /** Asked by the recorder, once for each event. {@return whether this one is a sample} */
    @Name("sampleBytes")
    @Label("Sample Bytes")
    @Description("How many bytes pass, on average, from one sample to the next; 1 records every operation")
    @SettingDefinition
    boolean isSample(SampleBytes setting) {
        double chance = setting.chance(byteSize);
        estimate = Math.round(Math.max(1, byteSize) / chance);
        return SampleBytes.draw(chance);
    }
}
