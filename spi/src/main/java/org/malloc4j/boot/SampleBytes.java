package org.malloc4j.boot;

import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import jdk.jfr.SettingControl;

/**
 * The setting {@code sampleBytes} of an event: how many bytes pass, on average, from one recorded operation to the next.
 * Every byte is equally likely to be the one that is noticed, so large blocks are recorded more often than small ones, and
 * the estimate that goes with each makes up for it. 1 or less records every operation.
 */
final class SampleBytes extends SettingControl {
    /** What it is unless somebody says otherwise. */
    static final String DEFAULT = "524288";

    private volatile long mean = Long.parseLong(DEFAULT);

    /** {@return the chance, from 0 to 1, that an operation on so many bytes is recorded} @param byteSize how many */
    double chance(long byteSize) {
        long distance = mean;
        return distance <= 1 ? 1 : -Math.expm1(-(double) Math.max(1, byteSize) / distance);
    }

    /** {@return whether to record something that has a chance} @param chance the chance */
    static boolean draw(double chance) {
        return chance >= 1 || ThreadLocalRandom.current().nextDouble() < chance;
    }

    /** Of several recordings the one that wants to know most decides. */
    @Override
    public String combine(Set<String> wishes) {
        return Long.toString(wishes.stream().mapToLong(SampleBytes::parse).min().orElse(parse(DEFAULT)));
    }

    @Override
    public void setValue(String value) {
        mean = parse(value);
    }

    @Override
    public String getValue() {
        return Long.toString(mean);
    }

    /** What is no number is the default: a flight recorder has nobody to complain to. */
    private static long parse(String value) {
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            return Long.parseLong(DEFAULT);
        }
    }
}
