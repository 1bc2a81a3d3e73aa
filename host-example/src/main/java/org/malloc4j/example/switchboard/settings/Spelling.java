package org.malloc4j.example.switchboard.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which key somebody meant to write. */
final class Spelling {
    private Spelling() {
    }

    /** The candidate that takes the fewest edits to reach. */
    static Optional<String> nearest(String written, Collection<String> candidates) {
        return candidates.stream().min(Comparator.comparingInt(candidate -> distance(written, candidate)));
    }

    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[to.length()];
    }
}
