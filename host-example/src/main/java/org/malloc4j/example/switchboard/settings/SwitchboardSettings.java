package org.malloc4j.example.switchboard.settings;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.malloc4j.example.switchboard.call.Timers;
import org.malloc4j.example.switchboard.inject.Injection;

/**
 * Everything under {@code switchboard}, read once and checked.
 *
 * @param address       the address to listen on
 * @param port          the UDP port to listen on; 0: any free one
 * @param workers       how many worker processes share it
 * @param timers        how long things take
 * @param buckets       how many chains the call table has
 * @param stripes       how many locks they share
 * @param receiveBuffer the bytes of datagrams that the kernel is asked to hold for each worker
 * @param injection     the mistake planted into the workers
 * @param javaOptions   what the workers' JVMs are started with
 */
public record SwitchboardSettings(InetAddress address, int port, int workers, Timers timers, int buckets, int stripes,
                                  int receiveBuffer, Injection injection, List<String> javaOptions) {

    /**
     * Reads the settings.
     *
     * @param config the whole tree
     * @return the settings
     * @throws StartRefusedException with every problem found
     */
    public static SwitchboardSettings of(Config config) {
        SettingsReader reader = new SettingsReader(config, "switchboard");
        Timers timers = new Timers(reader.millis("timers.t1", 1, 60_000), reader.millis("timers.t2", 1, 600_000),
                reader.millis("timers.give-up", 1, 3_600_000), reader.millis("timers.linger", 1, 3_600_000),
                reader.millis("timers.linger-when-filling", 1, 3_600_000), reader.millis("timers.ring", 0, 600_000), reader.millis("timers.longest-call", 1, Integer.MAX_VALUE));
        SwitchboardSettings settings = new SwitchboardSettings(reader.address("address"),
                reader.number("port", 0, 0xFFFF), reader.number("workers", 1, 64), timers,
                reader.powerOfTwo("table.buckets", 1 << 24), reader.powerOfTwo("table.stripes", 1 << 16),
                reader.number("receive-buffer", 1, Integer.MAX_VALUE),
                reader.injection("inject"), reader.strings("java-options"));
        reader.require(settings.stripes <= settings.buckets, "table.stripes", "no more than table.buckets");
        reader.check();
        return settings;
    }

    /** {@return the address and port to listen on} */
    public InetSocketAddress socket() {
        return new InetSocketAddress(address, port);
    }
}
