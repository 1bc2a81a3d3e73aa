package org.malloc4j.bench;

import java.nio.file.Path;

/** What became of a benchmark process that ended before it was done, and what can be done about it. */
final class Ending {
    /** What shells and Java add to the number of the signal that ended a process. */
    private static final int BY_SIGNAL = 128;
    private static final int LAST_SIGNAL = 64;

    private Ending() {
    }

    /** {@return a sentence} @param status its exit status @param log where it said why, if it did */
    static String sentence(int status, Path log) {
        boolean said = log.toFile().length() > 0;
        String where = said ? " log=" + log : "";
        if (status > BY_SIGNAL && status <= BY_SIGNAL + LAST_SIGNAL) {
            int signal = status - BY_SIGNAL;
            return "benchmark process was ended by a signal: status=" + status + " signal=" + name(signal) + where + "; "
                    + advice(signal) + (said ? " Its log may say more." : " It had said nothing.");
        }
        return "benchmark process ended early: status=" + status + where + "; " + (said
                ? "its log says why." : "it didn't say why.") + " Mend that, or leave this contender out (contenders).";
    }

    private static String name(int signal) {
        return switch (signal) {
            case 1 -> "HUP";
            case 2 -> "INT";
            case 4 -> "ILL";
            case 6 -> "ABRT";
            case 7 -> "BUS";
            case 9 -> "KILL";
            case 11 -> "SEGV";
            case 15 -> "TERM";
            default -> Integer.toString(signal);
        };
    }

    private static String advice(int signal) {
        return switch (signal) {
            case 9 -> "the system does that where memory runs out (dmesg shows it); if nobody else did, free some memory or "
                    + "ask for fewer threads, and run it again.";
            case 4, 6, 7, 11 -> "its JVM crashed, and left a file hs_err_pid*.log in the folder it was started in. Leave this "
                    + "contender out (contenders), or run it again with that file at hand.";
            default -> "somebody ended it. Run it again.";
        };
    }
}
