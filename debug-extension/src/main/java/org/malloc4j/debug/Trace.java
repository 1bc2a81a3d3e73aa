package org.malloc4j.debug;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Is told of every operation. */
interface Trace {
    /** Nobody wants to know. */
    Trace OFF = new Trace() {
        @Override
        public void allocated(long block, long byteSize) {
        }

        @Override
        public void resized(long block, long byteSize, boolean done) {
        }

        @Override
        public void freed(long block) {
        }
    };

    /** @param block the new block, or 0 @param byteSize what was asked for */
    void allocated(long block, long byteSize);

    /** @param block the block @param byteSize what was asked for @param done whether it could be resized in place */
    void resized(long block, long byteSize, boolean done);

    /** @param block the block */
    void freed(long block);

    /** Writes each to the log, with its caller. */
    record Log(String pool, CallSites sites) implements Trace {
        private static final Logger LOGGER = LoggerFactory.getLogger("org.malloc4j.debug.trace");

        @Override
        public void allocated(long block, long byteSize) {
            LOGGER.info("allocate: pool={} block={} byteSize={} by={}", pool, block, byteSize, caller());
        }

        @Override
        public void resized(long block, long byteSize, boolean done) {
            LOGGER.info("resize: pool={} block={} byteSize={} inPlace={} by={}", pool, block, byteSize, done, caller());
        }

        @Override
        public void freed(long block) {
            LOGGER.info("free: pool={} block={} by={}", pool, block, caller());
        }

        private CallSite caller() {
            return sites.walker(1).walk(sites.search());
        }
    }
}
