package org.malloc4j.management;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.malloc4j.CorruptionReport;

/** A pool found memory that was misused: what its exception says. */
@Name("org.malloc4j.Corruption")
@Label("Pool Corruption")
@Description("A pool found memory that was misused")
@Category("malloc4j")
@Enabled(false)
@StackTrace
public final class CorruptionEvent extends Event {
    /** What was done: {@code overrun}, {@code double-free} ... */
    @Label("Kind")
    public final String kind;

    /** Which pool: {@code shm} or {@code pkg}. */
    @Label("Pool")
    public final String pool;

    /** The instance. */
    @Label("Instance")
    public final String instance;

    /** The block it is about. */
    @Label("Block")
    public final long block;

    /** How many bytes were asked for, or -1. */
    @Label("Size")
    @DataAmount
    public final long byteSize;

    /** How far past the end, before the start, or into the block; or -1. */
    @Label("Distance")
    public final long distance;

    /** What should be there. */
    @Label("Expected")
    public final String expected;

    /** What is there. */
    @Label("Found")
    public final String found;

    /** What lies before the block. */
    @Label("Before")
    public final String before;

    /** What lies behind the block. */
    @Label("After")
    public final String after;

    /** The block whose user is the likely culprit, or -1. */
    @Label("Culprit")
    public final long culprit;

    /** The pid of the process that allocated the block, or 0. */
    @Label("Allocated By")
    public final long allocatedBy;

    /** The pid of the process that freed it first, or 0. */
    @Label("Freed By")
    public final long freedBy;

    /** While doing what it was noticed. */
    @Label("Operation")
    public final String operation;

    /** The whole report. */
    @Label("Report")
    public final String text;

    /**
     * @param instance the instance
     * @param report   what was found
     */
    public CorruptionEvent(String instance, CorruptionReport report) {
        this.kind = report.kind().key();
        this.pool = report.pool();
        this.instance = instance;
        this.block = report.block();
        this.byteSize = report.byteSize();
        this.distance = report.distance();
        this.expected = report.evidence().expected();
        this.found = report.evidence().found();
        this.before = report.before().toString();
        this.after = report.after().toString();
        this.culprit = report.culprit();
        this.allocatedBy = report.allocatedBy();
        this.freedBy = report.freedBy();
        this.operation = report.noticed().operation();
        this.text = report.text();
    }

    /**
     * A finding of an allocator that keeps no such evidence.
     *
     * @param instance the instance
     * @param pool     which pool
     * @param message  the whole sentence
     */
    public CorruptionEvent(String instance, String pool, String message) {
        this.kind = "unknown";
        this.pool = pool;
        this.instance = instance;
        this.block = -1;
        this.byteSize = -1;
        this.distance = -1;
        this.expected = "";
        this.found = "";
        this.before = "";
        this.after = "";
        this.culprit = -1;
        this.allocatedBy = 0;
        this.freedBy = 0;
        this.operation = "";
        this.text = message;
    }
}
