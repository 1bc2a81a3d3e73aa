package org.malloc4j.debug.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * One run of {@code mi}.
 *
 * @param status its exit status
 * @param out    what it wrote to standard output
 * @param err    what it wrote to standard error
 */
public record MiRun(int status, String out, String err) {

    /** Runs it to its end. @param arguments the command line */
    public static MiRun of(Object... arguments) {
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Mi.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = line.execute(words);
        line.getOut().flush();
        line.getErr().flush();
        return new MiRun(status, out.toString(), err.toString());
    }
}
