package org.malloc4j.bench;

/**
 * The time that one pair of calls takes a single thread.
 *
 * @param contender with what
 * @param byteSize  the size of the block
 * @param nanos     the time
 * @param error     how far off that may be
 */
public record Pair(ContenderId contender, int byteSize, double nanos, double error) {
}
