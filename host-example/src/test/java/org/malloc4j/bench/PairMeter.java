package org.malloc4j.bench;

import java.nio.file.Path;
import java.util.List;

/** Measures single pairs, one allocation and one free, with tools of its own. Found through {@link java.util.ServiceLoader}. */
public interface PairMeter {

    /** {@return what it measured} @param contenders with whom @param directory where it may leave logs */
    List<Pair> measure(List<ContenderId> contenders, Path directory);
}
