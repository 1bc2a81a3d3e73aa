package org.malloc4j.management;

/** By what a {@link Dump} tells blocks apart, beside the line of code that made them. */
public enum Grouping {
    /** By nothing else. */
    ORIGIN,
    /** By the process that allocated them. */
    PROCESS,
    /** By the thread that allocated them. */
    THREAD,
    /** By how old they are, in steps of ten: under a second, under ten seconds and so on. */
    AGE
}
