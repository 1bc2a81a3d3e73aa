package org.malloc4j.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a workload with a contender in fresh JVMs.
 *
 * @param contender with what
 * @param workload  what
 * @param threads   by how many threads of each process, one number after the other
 * @param processes by how many processes
 */
record Job(ContenderId contender, Workload workload, List<Integer> threads, int processes) {

    /** How long each part of a run takes. */
    record Pace(long warmUpMillis, long measuredMillis) {
    }

    /** {@return what was measured, for each number of threads} @param flags what the JVM needs @param directory for logs */
    List<Measurement> run(Pace pace, List<String> flags, Path directory) {
        Path teamFile = null;
        List<ChildProcess> children = new ArrayList<>();
        try {
            teamFile = processes == 1 ? null : teamFile();
            String instance = "bench-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
            for (int process = 0; process < processes; process++) {
                // Each of them compiles the same: where there are no more cores, that takes as many times as long.
                Order order = new Order(contender, workload, threads, processes * pace.warmUpMillis(),
                        pace.measuredMillis(), process, processes, instance, teamFile == null ? "" : teamFile.toString());
                children.add(ChildProcess.start(order, flags, directory.resolve(logName())));
            }
            return converse(children);
        } catch (IOException e) {
            throw new UncheckedIOException("file for a team of processes can't be made", e);
        } catch (RuntimeException e) {
            children.forEach(ChildProcess::abort);
            throw e;
        } finally {
            children.forEach(ChildProcess::close);
            delete(teamFile);
        }
    }

    private String logName() {
        return (contender + "-" + workload.name() + ".log").replace('/', '-').replace(':', '-');
    }

    private List<Measurement> converse(List<ChildProcess> children) {
        List<Measurement> measured = new ArrayList<>();
        step(children);
        for (int i = 0; i < threads.size(); i++) {
            step(children);
            step(children);
            step(children);
            measured.add(Measurement.together(step(children).stream().map(Measurement::parse).toList()));
        }
        return measured;
    }

    /** Nobody goes on before all have come this far. */
    private static List<String> step(List<ChildProcess> children) {
        List<String> lines = children.stream().map(ChildProcess::await).toList();
        children.forEach(ChildProcess::proceed);
        return lines;
    }

    private static Path teamFile() throws IOException {
        Path memory = Path.of("/dev/shm");
        Path file = Files.createTempFile(Files.isDirectory(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir")),
                "malloc4j-bench-", ".team");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(Team.BYTE_SIZE);
        }
        return file;
    }

    private static void delete(Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("file of a team of processes can't be deleted: " + file, e);
            }
        }
    }
}
