package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.Memory;
import org.malloc4j.MemoryBootException;
import org.malloc4j.Pool;
import org.malloc4j.Role;
import org.malloc4j.boot.RetiringProvider.Manner;

/** What a pool does about damage in a process that lives on: it throws, or retires. */
@Timeout(60)
class CorruptionTest {
    private static final String REFUSED = "\n  The operation was refused, and the pool goes on as it is: malloc4j.%s.on-corruption=throw.";

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Role.class)
    void shouldRefuseTheOperationAndGoOn(Role role) throws Exception {
        try (Memory memory = Setup.in(directory).boot(); LogCapture log = LogCapture.of(Corruptions.class)) {
            Pool pool = memory.pool(role);
            pool.allocate(64);
            long block = pool.allocate(64);
            CorruptingChild.overwriteHeader(pool, block);
            String found = "fragment header overwritten: at=" + (block - 8) + " block=" + block + " pool=" + role.key()
                    + " header=0xffffffffffffffff; something wrote outside its own block, probably past the end of the block "
                    + "before this one" + REFUSED.formatted(role.key());
            assertEquals(found, assertThrows(HeapCorruptionException.class, () -> pool.free(block)).getMessage());
            assertEquals(found, assertThrows(HeapCorruptionException.class, () -> pool.free(block)).getMessage());
            assertEquals(found, assertThrows(HeapCorruptionException.class, () -> pool.byteSize(block)).getMessage());
            assertEquals(List.of(role.key() + " pool is corrupt: instance=test; " + found), log.messages(), "said once");
            pool.free(pool.allocate(10_000));
            assertEquals(3L, attribute(role == Role.SHM ? "ShmCorruptions" : "PkgCorruptions"));
            assertEquals(0L, attribute("ShmMarkedCorruptBy"));
        }
    }

    @Test
    void shouldShowWhereItWasFoundAlthoughItSaysMore() {
        try (Memory memory = Setup.in(directory).boot()) {
            long block = memory.pkg().allocate(64);
            CorruptingChild.overwriteHeader(memory.pkg(), block);
            assertEquals("header",
                    assertThrows(HeapCorruptionException.class, memory.pkg()::verify).getStackTrace()[0].getMethodName());
        }
    }

    @Test
    void shouldTellTheFlightRecorder() throws Exception {
        try (Memory memory = Setup.in(directory).withoutInstance().provider(new RetiringProvider(Manner.ABLE)).boot();
                Recording recording = new Recording()) {
            recording.enable("org.malloc4j.Corruption");
            recording.start();
            long block = overrun(memory.shm());
            assertThrows(HeapCorruptionException.class, () -> memory.shm().free(block));
            long other = memory.pkg().allocate(64);
            CorruptingChild.overwriteHeader(memory.pkg(), other);
            assertThrows(HeapCorruptionException.class, () -> memory.pkg().free(other));
            recording.stop();
            Path file = directory.resolve("recording.jfr");
            recording.dump(file);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            assertEquals(2, events.size());
            assertEquals("overrun shm " + block + " " + memory.instance(), describe(events.get(0)));
            assertEquals("unknown pkg -1 " + memory.instance(), describe(events.get(1)));
            assertTrue(events.get(1).getString("text").startsWith("fragment header overwritten: at=" + (other - 8)));
        }
    }

    private static String describe(RecordedEvent event) {
        return event.getString("kind") + " " + event.getString("pool") + " " + event.getLong("block") + " "
                + event.getString("instance");
    }

    @Test
    void shouldTakeWhatIsDamagedOutOfUseAndCarryOn() throws Exception {
        try (Memory memory = retiring(Manner.ABLE).boot(); LogCapture log = LogCapture.of(Corruptions.class)) {
            Pool pool = memory.shm();
            long block = overrun(pool);
            pool.free(block);
            assertEquals(List.of("shm pool is corrupt: instance=" + memory.instance() + "; block overrun by 1 byte: block="
                    + block + " pool=shm byteSize=64; something wrote past its end, into what the pool keeps there\n"
                    + "  at " + (block + 64) + "\n  expected  00\n  found     ff\n"
                    + "  noticed by process 1, thread main, in free\n"
                    + "  What is damaged was taken out of use for good, and the pool goes on: malloc4j.shm.on-corruption=retire."),
                    log.messages());
            assertEquals(1L, attribute(memory, "ShmRetired"));
            assertEquals(64L, attribute(memory, "ShmRetiredByteSize"));
            assertEquals(0L, attribute(memory, "PkgRetired"));
            assertEquals(0, pool.statistics().fragments());
        }
    }

    @Test
    void shouldRetireAllThatIsDamagedWhenItIsVerified() throws Exception {
        try (Memory memory = retiring(Manner.ABLE).boot()) {
            overrun(memory.shm());
            overrun(memory.shm());
            memory.shm().verify();
            assertEquals(2L, attribute(memory, "ShmRetired"));
        }
    }

    @Test
    void shouldRetireWhileABlockIsReallocated() throws Exception {
        try (Memory memory = retiring(Manner.ABLE).boot()) {
            long block = overrun(memory.shm());
            assertNotEquals(block, memory.shm().reallocate(block, 100));
            assertEquals(1L, attribute(memory, "ShmRetired"));
        }
    }

    @Test
    void shouldRefuseWhatCantBeRetired() {
        try (Memory memory = retiring(Manner.UNABLE).boot()) {
            long block = overrun(memory.shm());
            assertEquals("  What is damaged can't be taken out of use, so the operation was refused, and the pool goes on as it "
                    + "is: malloc4j.shm.on-corruption=retire.", lastLine(memory.shm(), block));
        }
    }

    @Test
    void shouldTryAgainWhereSomebodyElseWasQuicker() {
        try (Memory memory = retiring(Manner.LATE).boot()) {
            memory.shm().free(overrun(memory.shm()));
            assertEquals(0, memory.shm().statistics().fragments());
        }
    }

    @Test
    void shouldNotTryForEverWhatIsFoundAgain() {
        try (Memory memory = retiring(Manner.FORGETFUL).boot()) {
            long block = overrun(memory.shm());
            assertEquals("  What is damaged can't be taken out of use, so the operation was refused, and the pool goes on as it "
                    + "is: malloc4j.shm.on-corruption=retire.", lastLine(memory.shm(), block));
        }
    }

    private static String lastLine(Pool pool, long block) {
        String message = assertThrows(HeapCorruptionException.class, () -> pool.free(block)).getMessage();
        return message.substring(message.lastIndexOf('\n') + 1);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void shouldRefuseToRetireWithAnAllocatorThatCant(Role role) {
        Setup setup = Setup.in(directory).onCorruption(OnCorruption.RETIRE);
        List<String> problems = assertThrows(MemoryBootException.class, setup::boot).problems();
        assertTrue(problems.contains("allocator can't retire: malloc4j." + role.key() + ".on-corruption=retire malloc4j."
                + role.key() + ".allocator=SINGLE_LOCK; it takes damaged memory for what it can't go on with, and has no way "
                + "to leave it out. Set on-corruption to throw or halt, or choose an allocator that can."),
                problems::toString);
    }

    @ParameterizedTest
    @EnumSource(OnCorruption.class)
    void shouldOnlyRefuseAFreeOfWhatIsNotLive(OnCorruption policy) throws Exception {
        try (Memory memory = retiring(Manner.ABLE).onCorruption(policy).boot();
                LogCapture log = LogCapture.of(Corruptions.class)) {
            long block = memory.shm().allocate(64);
            memory.shm().free(block);
            String text = "block not live: block=" + block + " pool=shm byteSize=64; it was freed before: a double free\n"
                    + "  noticed by process 1, thread main, in free";
            assertEquals(text, assertThrows(IllegalBlockException.class, () -> memory.shm().free(block)).getMessage());
            assertEquals(List.of("shm pool is misused: instance=" + memory.instance() + "; " + text
                    + "\n  The operation was refused, and the pool is as it was."), log.messages());
            assertEquals(1L, attribute(memory, "ShmCorruptions"));
            assertEquals(0L, attribute(memory, "ShmRetired"));
        }
    }

    @Test
    void shouldNotFillTheLog() {
        LogLimit limit = new LogLimit();
        for (int i = 0; i < LogLimit.MOST; i++) {
            assertTrue(limit.admits(i));
            assertTrue(!limit.admits(i), "twice");
        }
        assertTrue(!limit.admits(-1), "too many");
    }

    private Setup retiring(Manner manner) {
        return Setup.in(directory).withoutInstance().provider(new RetiringProvider(manner))
                .pkgProvider(new RetiringProvider(manner)).onCorruption(OnCorruption.RETIRE);
    }

    private static long overrun(Pool pool) {
        long block = pool.allocate(64);
        pool.segment().set(ValueLayout.JAVA_BYTE, block + RetiringProvider.BLOCK, (byte) 0xFF);
        return block;
    }

    private static Object attribute(Memory memory, String name) throws Exception {
        return ManagementFactory.getPlatformMBeanServer().getAttribute(
                new ObjectName("org.malloc4j:type=Memory,instance=" + memory.instance()), name);
    }

    private static Object attribute(String name) throws Exception {
        return ManagementFactory.getPlatformMBeanServer().getAttribute(
                new ObjectName("org.malloc4j:type=Memory,instance=test"), name);
    }
}
