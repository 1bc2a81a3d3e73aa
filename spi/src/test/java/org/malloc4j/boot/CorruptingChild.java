package org.malloc4j.boot;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.Memory;
import org.malloc4j.Pool;
import org.malloc4j.Role;
import org.slf4j.LoggerFactory;

/**
 * Another process in a pool, which waits for a line and then overwrites what the allocator keeps before a block, and frees
 * the block; or does nothing.
 */
final class CorruptingChild {
    /** What a shutdown hook of it would leave. */
    static final String HOOK = "hook-ran";

    private CorruptingChild() {
    }

    /** A log that nobody reads, and that waits for whoever does. */
    private static final class Stuck extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            while (true) {
                LockSupport.park();
            }
        }
    }

    /**
     * @param args directory; the policy; whether the pool is persistent; the role; {@code corrupt}, {@code idle} or
     *             {@code stuck}, which corrupts and can't log
     */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        System.setProperty("java.io.tmpdir", directory.toString());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(directory.resolve(HOOK))));
        Setup setup = Setup.in(directory).onCorruption(OnCorruption.valueOf(args[1]));
        Memory memory = (Boolean.parseBoolean(args[2]) ? setup.asPersistent() : setup).boot();
        Pool pool = memory.pool(Role.valueOf(args[3]));
        if (args[4].equals("stuck")) {
            Stuck stuck = new Stuck();
            stuck.start();
            ((Logger) LoggerFactory.getLogger(Corruptions.class)).addAppender(stuck);
        }
        pool.allocate(64);
        long block = pool.allocate(64);
        System.out.println("ready");
        while (System.in.read() != '\n') {
            Thread.onSpinWait();
        }
        if (!args[4].equals("idle")) {
            overwriteHeader(pool, block);
            try {
                pool.free(block);
            } catch (HeapCorruptionException e) {
                System.out.println("thrown");
            }
        }
        System.out.println("ready");
        LockSupport.park();
    }

    /** As a write of eight bytes too far, from the block before it, would. */
    static void overwriteHeader(Pool pool, long block) {
        pool.segment().set(ValueLayout.JAVA_LONG, block - Long.BYTES, -1);
    }

    private static void leave(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
