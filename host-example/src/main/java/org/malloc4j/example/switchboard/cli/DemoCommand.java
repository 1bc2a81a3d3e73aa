package org.malloc4j.example.switchboard.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.concurrent.Callable;
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

    @Override
    public Integer call() throws InterruptedException {
        Config config = options.load(memory, DEFAULTS);
        SwitchboardSettings settings = SwitchboardSettings.of(config);
        int port = settings.port() == 0 ? Attendant.freePort(settings.address()) : settings.port();
        String instance = "switchboard-demo-" + ProcessHandle.current().pid();
        EndRequest end = new EndRequest();
        ShutdownSignal.handle(end::request);
        try (Attendant attendant = Attendant.start(
                Configurations.shared(OVERRIDES.withFallback(config), instance, port), end)) {
            return run(attendant, end);
        } catch (StartAbandonedException e) {
            return ShutdownSignal.STATUS_OF_THE_SIGNAL;
        }
    }

    private static int run(Attendant attendant, EndRequest end) throws InterruptedException {
        ProgressLine line = new ProgressLine(System.out);
        Demo demo = new Demo(attendant, line, end);
        CallerStatistics calls = demo.run();
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
        if (end.isRequested()) {
            return ShutdownSignal.STATUS_OF_THE_SIGNAL;
        }
        boolean fine = calls.failed() == 0 && report.heldByCalls() == 0 && demo.isComplete()
                && attendant.findings().count() == 0;
        return fine ? 0 : Switchboard.FAILED;
    }
}
