package org.malloc4j.spi.support;

/** Makes what a lock guards whole after whoever held it died: harmless at any point, however often. */
public interface Recovery {

    /** Completes what had been committed and forgets what hadn't. The lock is held. */
    void recover();
}
