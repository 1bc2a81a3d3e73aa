package org.malloc4j.boot;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lets each finding be logged once, and no more than some: damage that stays is found by every operation that meets it. */
final class LogLimit {
    /** How many findings are logged. */
    static final int MOST = 256;

    private final Set<Object> logged = ConcurrentHashMap.newKeySet();

    /** {@return whether to log a finding} @param key what tells it from others */
    boolean admits(Object key) {
        return logged.size() < MOST && logged.add(key);
    }
}
