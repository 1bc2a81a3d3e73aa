package org.malloc4j.example.switchboard.attendant;

/** The switch was told to end before it served: nothing is wrong, and nothing is left of it. */
public final class StartAbandonedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartAbandonedException() {
        super("told to end before it served");
    }
}
