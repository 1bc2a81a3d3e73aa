package org.malloc4j.management;

import java.util.Map;
import org.malloc4j.PoolStatistics;

/**
 * One booted memory: {@code org.malloc4j:type=Memory,instance=NAME}; a second memory of the same instance in one process
 * has {@code ,slot=N} besides. It emits a notification of type {@value #ALARM} when the use of a pool crosses its
 * {@code alarm-percentage}, and one of type {@value #CORRUPTION} when a pool finds its memory misused; the message is
 * the whole sentence.
 */
public interface MemoryMXBean {
    /** The type of the notification that the use of a pool crossed its limit. */
    String ALARM = "org.malloc4j.alarm";

    /** The type of the notification that a pool found its memory misused. */
    String CORRUPTION = "org.malloc4j.corruption";

    /** {@return the name that processes boot with to share one shm pool} */
    String getInstance();

    /** {@return the number of this process} */
    long getPid();

    /** {@return the slot of this memory in the shared pool} */
    int getSlot();

    /** {@return the file of the shared pool} */
    String getFile();

    /** {@return the name of the allocator that serves the shared pool} */
    String getShmAllocator();

    /** {@return the name of the allocator that serves the private pool} */
    String getPkgAllocator();

    /** {@return what the shared pool holds} */
    PoolStatistics getShmStatistics();

    /** {@return what the private pool holds} */
    PoolStatistics getPkgStatistics();

    /** {@return how often a thread of this process waited in the shared pool's allocator} 0 if the allocator doesn't say. */
    long getShmWaits();

    /** {@return how often a thread waited in the private pool's allocator} 0 if the allocator doesn't say. */
    long getPkgWaits();

    /** {@return how many processes were found dead in the shared pool, and what they had left half done was mended} */
    long getShmDeathsRepaired();

    /**
     * {@return how many locks in the shared pool, the allocator's and the host's, were taken over from processes that had
     * died with them} The count is the pool's, whichever process took over.
     */
    long getShmLocksTakenOver();

    /**
     * {@return how often this process found the shared pool's memory misused} What stays damaged is found by every operation
     * that meets it.
     */
    long getShmCorruptions();

    /** {@return how often this process found the private pool's memory misused} */
    long getPkgCorruptions();

    /** {@return how many blocks and fragments of the shared pool are out of use for good} 0 without {@code retire}. */
    long getShmRetired();

    /** {@return how many blocks and fragments of the private pool are out of use for good} 0 without {@code retire}. */
    long getPkgRetired();

    /** {@return how many bytes of the shared pool are out of use for good} */
    long getShmRetiredByteSize();

    /** {@return how many bytes of the private pool are out of use for good} */
    long getPkgRetiredByteSize();

    /** {@return the pid of the process that marked the shared pool corrupt} 0: it isn't marked. */
    long getShmMarkedCorruptBy();

    /**
     * {@return the private pool's blocks by origin, or by size where origins aren't known} The process also writes it to its
     * own log.
     *
     * @param logLevel at which level: {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}
     */
    String memPkgDump(String logLevel);

    /** {@return the shared pool's blocks} As {@link #memPkgDump}. @param logLevel as there */
    String memShmDump(String logLevel);

    /** {@return how many fragments the shared pool has, after a walk that checked each; or the evidence of what is broken} */
    String shmCheck();

    /**
     * {@return the answer to a request as the command socket takes it} Both are JSON:
     * {@code {"command":"mem_shm_dump","top":10,"by":"thread"}}. A request that can't be served is answered with
     * {@code "ok":false} and a sentence.
     *
     * @param request what to do
     */
    String command(String request);

    /**
     * {@return how many bytes this process allocates, on average, from one tracked block to the next, by pool} 0 if every block
     * is tracked. Pools that track none, because no {@code _DBG} allocator serves them, are missing.
     */
    Map<String, Long> getSampleBytes();

    /**
     * Changes {@link #getSampleBytes()} of this process's pools, from now on.
     *
     * @param byteSize the mean distance in bytes; 0 tracks every block
     */
    void changeSampleBytes(long byteSize);
}
