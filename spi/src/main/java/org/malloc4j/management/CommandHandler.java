package org.malloc4j.management;

import java.util.Map;

/** Internal: carries out what a process is asked for on its socket. Called by one thread at a time. */
@FunctionalInterface
public interface CommandHandler {

    /**
     * {@return the answer: maps, lists, strings, numbers and booleans, as JSON has them}
     *
     * @param request what was asked for, of the same
     * @throws CommandException with the sentence that says why not
     */
    Map<String, Object> answer(Map<String, Object> request);
}
