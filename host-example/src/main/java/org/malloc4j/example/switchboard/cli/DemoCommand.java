package org.malloc4j.example.switchboard.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.malloc4j.example.switchboard.attendant.Attendant;
import org.malloc4j.example.switchboard.attendant.EndRequest;
import org.malloc4j.example.switchboard.attendant.MemoryReport;
import org.malloc4j.example.switchboard.attendant.StartAbandonedException;
import org.malloc4j.example.switchboard.call.Counter;
import org.malloc4j.example.switchboard.client.CallerStatistics;
import org.malloc4j.example.switchboard.demo.Demo;
import org.malloc4j.example.switchboard.inject.Injection;
import org.malloc4j.example.switchboard.settings.Configurations;
import org.malloc4j.example.switchboard.settings.SwitchboardSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code switchboard demo}: calls a switch of its own for a few seconds, and shows what became of the memory. */
@Command(name = "demo", description = "Calls a switch of its own for a few seconds, and shows what became of the memory.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    /** A free port, and timers short enough to see calls' memory freed while one watches. */
    private static final Config DEFAULTS = ConfigFactory.parseMap(Map.of(
            "switchboard.port", 0, "switchboard.timers.linger", "1 s"), "the demo");

    /** Nobody looks for a demo's calls again. */
    private static final Config OVERRIDES = ConfigFactory.parseMap(Map.of("malloc4j.shm.persistent", false), "the demo");

    private final Config memory;

    @Mixin
    private CommonOptions options = new CommonOptions();

    DemoCommand(Config memory) {
        this.memory = memory;
    }

    @Option(names = "--compare", paramLabel = "NAME,NAME...", split = ",", description = "runs the same calls with each of "
            + "these allocators in the shared pool, one after the other, and shows the figures side by side")
    private List<String> compared = List.of();

    @Override
    public Integer call() throws InterruptedException {
        if (compared.isEmpty()) {
            return call(memory, report -> { });
        }
        Comparison comparison = new Comparison();
        int status = 0;
        for (String name : compared) {
            System.out.println(name + ":");
            Config shm = ConfigFactory.parseMap(Map.of("malloc4j.shm.allocator", name), "--compare").withFallback(memory);
            status = Math.max(status, call(shm, comparison::add));
            if (status != 0) {
                break;
            }
        }
        System.out.print(comparison.table());
        return status;
    }

    private int call(Config memory, Consumer<Comparison.Result> results) throws InterruptedException {
        Config config = options.load(memory, DEFAULTS);
        SwitchboardSettings settings = SwitchboardSettings.of(config);
        int port = settings.port() == 0 ? Attendant.freePort(settings.address()) : settings.port();
        String instance = "switchboard-demo-" + ProcessHandle.current().pid();
        EndRequest end = new EndRequest();
        ShutdownSignal.handle(end::request);
        try (Attendant attendant = Attendant.start(
                Configurations.shared(OVERRIDES.withFallback(config), instance, port), end)) {
            return run(attendant, end, results);
        } catch (StartAbandonedException e) {
            return ShutdownSignal.STATUS_OF_THE_SIGNAL;
        }
    }

    private static int run(Attendant attendant, EndRequest end, Consumer<Comparison.Result> results)
            throws InterruptedException {
        ProgressLine line = new ProgressLine(System.out);
        Demo demo = new Demo(attendant, line, end);
        long begun = System.nanoTime();
        CallerStatistics calls = demo.run();
        double seconds = (System.nanoTime() - begun) / 1e9;
        demo.awaitTimers();
        line.end();
        MemoryReport report = attendant.endWorkersAndReport();
        Injection injection = attendant.settings().injection();
        if (injection != Injection.NONE && attendant.findings().named().isEmpty()) {
            attendant.verify();
        }
        System.out.printf("calls: %d completed, %d failed%n", calls.completed(), calls.failed());
        if (calls.failed() > 0) {
            System.out.println("first failure: " + calls.firstFailure());
        }
        System.out.printf("retransmissions: %d requests, %d responses%n", calls.retransmissions(),
                attendant.counters().get(Counter.RESPONSES_REPEATED));
        System.out.print(Tables.memory(report));
        System.out.print(InjectionText.ending(injection, attendant.counters().get(Counter.BUGS_PLANTED),
                attendant.findings(), attendant.retired(), calls, report));
        results.accept(new Comparison.Result(calls, seconds, report, attendant.counters()));
        if (end.isRequested()) {
            return ShutdownSignal.STATUS_OF_THE_SIGNAL;
        }
        boolean fine = calls.failed() == 0 && report.heldByCalls() == 0 && demo.isComplete()
                && attendant.findings().count() == 0;
        return fine ? 0 : Switchboard.FAILED;
    }
}
