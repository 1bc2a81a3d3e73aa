package org.malloc4j.management;

import java.time.Duration;

/**
 * A text that is read for a limited time only: an expression that tries out too many ways to fit it is stopped, whoever
 * sent it, instead of keeping its thread for good.
 */
final class TimedText implements CharSequence {
    /** Reading the clock takes longer than reading a character. */
    private static final int CHARACTERS_PER_LOOK = 1 << 10;

    private final CharSequence text;
    private final Clock clock;

    /** What is left of the time. One for all texts of a search. */
    static final class Clock {
        private final Duration limit;
        private final long deadline;
        private int untilLook = CHARACTERS_PER_LOOK;

        Clock(Duration limit) {
            this.limit = limit;
            this.deadline = System.nanoTime() + limit.toNanos();
        }

        private void tick() {
            if (--untilLook <= 0) {
                untilLook = CHARACTERS_PER_LOOK;
                if (System.nanoTime() - deadline > 0) {
                    throw new CommandException("expression takes too long: limit=" + limit.toMillis() + " ms; it tries too "
                            + "many ways to fit a line, as one with a repetition inside a repetition does. Write a simpler "
                            + "one");
                }
            }
        }
    }

    TimedText(CharSequence text, Clock clock) {
        this.text = text;
        this.clock = clock;
    }

    @Override
    public char charAt(int index) {
        clock.tick();
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new TimedText(text.subSequence(start, end), clock);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
