package org.malloc4j.bench;

import java.util.List;

/** The command line asks for what can't be done. Its message is a sentence for each problem, one a line. */
final class WrongUseException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param problems every problem found, a sentence each */
    WrongUseException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
