package org.malloc4j.example.switchboard.inject;

/** A mistake in the way a call takes through the switch. */
public interface Bug {
    /** A switch without mistakes. */
    Bug NONE = new Bug() {
        @Override
        public void described(long block, long byteSize) {
            // Nothing is wrong.
        }

        @Override
        public void ended(long block) {
            // Nothing is wrong.
        }
    };

    /**
     * A call's target and session description were stored.
     *
     * @param block    the block they are in
     * @param byteSize how many bytes of it they take: all that were asked for
     */
    void described(long block, long byteSize);

    /** A call ended. @param block the block that its target and session description were in: it was freed */
    void ended(long block);
}
