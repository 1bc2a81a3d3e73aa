package org.malloc4j.bench;

/** What one worker of a workload does over and over. */
interface Work {

    /** Performs one operation. */
    void perform();

    /** {@return the bytes asked for by blocks that are live now; less than 0 if it frees what others allocated} */
    long liveBytes();
}
