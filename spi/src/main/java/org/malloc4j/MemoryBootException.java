package org.malloc4j;

import java.util.List;

/**
 * The start was refused. The message lists every problem found, one a line, each with the file, line and key it comes
 * from where there is one. Nothing was formatted, overwritten or left behind.
 */
public final class MemoryBootException extends MallocException {
    private static final long serialVersionUID = 1L;

    private final String[] problems;

    /** @param problems every problem, a sentence each */
    public MemoryBootException(List<String> problems) {
        this(problems, null);
    }

    /**
     * @param problems every problem, a sentence each
     * @param cause    what led to it, or null
     */
    public MemoryBootException(List<String> problems, Throwable cause) {
        super(String.join(System.lineSeparator(), problems), cause);
        this.problems = problems.toArray(String[]::new);
    }

    /** {@return every problem found, a sentence each} */
    public List<String> problems() {
        return List.of(problems);
    }
}
