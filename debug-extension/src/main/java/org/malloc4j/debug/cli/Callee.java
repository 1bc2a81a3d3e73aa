package org.malloc4j.debug.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.malloc4j.management.CommandClient;
import org.malloc4j.management.CommandException;
import org.malloc4j.management.Message;
import org.malloc4j.management.ObservedProcess;

/**
 * A process that is asked something.
 *
 * @param instance the instance it booted with
 * @param process  its slot
 */
record Callee(String instance, ObservedProcess process) {
    private static final long PAUSE_MILLIS = 20;
    /** How long a process that has a slot may take to have a socket as well. */
    private static final Duration START = Duration.ofSeconds(1);
    private static final Duration YOUNG = Duration.ofSeconds(10);

    boolean isCalled(String name) {
        return name.equals(Long.toString(process.pid())) || name.equals(place());
    }

    /** {@return where it is: {@code INSTANCE/SLOT}} */
    String place() {
        return instance + "/" + process.slot();
    }

    /**
     * {@return its answer}
     *
     * @param request what to do
     * @param limit   how long it gets
     * @throws CommandException if it gives none, or says why not
     */
    Map<String, Object> ask(Map<String, Object> request, Duration limit) {
        refuseIfStopped();
        awaitSocket(limit);
        Optional<Map<String, Object>> answer;
        try {
            answer = CommandClient.ask(process.socket(), request, limit);
        } catch (ConnectException e) {
            throw new CommandException("process ended: pid=" + process.pid() + "; nobody listens on " + process.socket()
                    + " any more", e);
        } catch (IOException e) {
            throw new CommandException("process can't be asked: pid=" + process.pid() + " socket=" + process.socket()
                    + "; " + e.getMessage(), e);
        }
        if (answer.isEmpty()) {
            refuseIfStopped();
            throw new CommandException("process did not answer: pid=" + process.pid() + " limit=" + limit.toMillis()
                    + " ms; it is too busy, or stopped. Give it more time with --limit");
        }
        if (answer.get().get(Message.OK) instanceof Boolean ok && ok) {
            return answer.get();
        }
        throw new CommandException(String.valueOf(answer.get().get(Message.ERROR)));
    }

    private void refuseIfStopped() {
        if (isStopped()) {
            throw new CommandException("process is stopped: pid=" + process.pid() + "; it answers once it goes on: kill -CONT "
                    + process.pid());
        }
    }

    /** {@return whether it was stopped by a signal or a debugger} Of one in another container nobody knows. */
    boolean isStopped() {
        Optional<Instant> start = ProcessHandle.of(process.pid()).flatMap(handle -> handle.info().startInstant());
        if (start.isEmpty() || start.get().toEpochMilli() != process.startMillis()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            // The name before it may hold anything, even a parenthesis.
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state == 'T' || state == 't';
        } catch (IOException | IndexOutOfBoundsException e) {
            return false;
        }
    }

    /** {@return whether it started so lately that it may have no socket yet} */
    boolean isYoung() {
        return System.currentTimeMillis() - process.startMillis() < YOUNG.toMillis();
    }

    boolean hasSocket() {
        return Files.exists(process.socket(), LinkOption.NOFOLLOW_LINKS);
    }

    private void awaitSocket(Duration limit) {
        long deadline = System.nanoTime() + Math.min(limit.toNanos(), START.toNanos());
        while (!hasSocket()) {
            if (System.nanoTime() > deadline) {
                throw new CommandException("process answers no commands: pid=" + process.pid() + " socket="
                        + process.socket() + "; there is no such socket. malloc4j.commands.enabled may be false there; its "
                        + "log says if it can't have one");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
