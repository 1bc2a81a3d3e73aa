package org.malloc4j.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.malloc4j.bench.ContenderId;
import org.malloc4j.bench.Pair;
import org.malloc4j.bench.PairMeter;
import org.malloc4j.bench.PairSetup;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Measures single pairs with JMH, each contender in a JVM of its own. */
public final class JmhPairs implements PairMeter {
    private static final int ITERATIONS = 5;
    private static final TimeValue ITERATION = TimeValue.milliseconds(400);

    @Override
    public List<Pair> measure(List<ContenderId> contenders, Path directory) {
        List<Pair> pairs = new ArrayList<>();
        for (ContenderId id : contenders) {
            for (RunResult result : run(id, directory)) {
                Result<?> nanos = result.getPrimaryResult();
                pairs.add(new Pair(id, Integer.parseInt(result.getParams().getParam("byteSize")), nanos.getScore(),
                        nanos.getScoreError()));
            }
        }
        return pairs;
    }

    private static Collection<RunResult> run(ContenderId id, Path directory) {
        try {
            return new Runner(new OptionsBuilder()
                    .include(PairBenchmark.class.getName())
                    .param("contender", id.toString())
                    .jvmArgsAppend(PairSetup.jvmFlags(id).toArray(String[]::new))
                    .forks(1)
                    .warmupIterations(ITERATIONS).warmupTime(ITERATION)
                    .measurementIterations(ITERATIONS).measurementTime(ITERATION)
                    .output(directory.resolve("jmh-" + id.toString().replace('/', '-') + ".log").toString())
                    .build()).run();
        } catch (RunnerException e) {
            throw new IllegalStateException("JMH failed: contender=" + id, e);
        }
    }
}
