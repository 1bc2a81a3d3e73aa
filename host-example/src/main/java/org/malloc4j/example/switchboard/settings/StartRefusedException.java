package org.malloc4j.example.switchboard.settings;

import java.util.List;

/** The switch can't start. The message says why, one sentence a line. */
public final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param problems every problem, a sentence each */
    public StartRefusedException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }

    /** @param problem the one problem, as a sentence */
    public StartRefusedException(String problem) {
        this(List.of(problem));
    }
}
