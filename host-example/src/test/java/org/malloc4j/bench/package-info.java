/**
 * Benchmarks that put malloc4j beside what people would use instead.
 *
 * <p>A {@link org.malloc4j.bench.Workload} does to a {@link org.malloc4j.bench.Contender} what a program would do. Each
 * contender runs in JVMs of its own ({@link org.malloc4j.bench.BenchChild}), so that one implementation is loaded and its
 * calls are inlined; {@link org.malloc4j.bench.Bench} starts them in turn, several rounds of each, and reports medians
 * from which the time of a contender that does nothing ({@code void}) has been subtracted. Peers come from sources of
 * their own, which are compiled only where their jars are: in the {@code bench} profile.
 */
package org.malloc4j.bench;
