package org.malloc4j.boot;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.malloc4j.Memory;

/**
 * Another process, in which nobody has used JMX before malloc4j: it boots two memories of one instance and one that it
 * closes at once, and says under which names they were registered.
 */
final class RegistrationChild {
    private RegistrationChild() {
    }

    /** @param args directory */
    public static void main(String[] args) throws Exception {
        Setup setup = Setup.in(Path.of(args[0]));
        try (Memory first = setup.boot(); Memory second = setup.boot()) {
            setup.instance("short-lived").boot().close();
            System.out.println("jmx: " + (isRegistering() ? "busy when memory was closed" : "at rest"));
            try (Memory last = setup.instance("last").boot()) {
                while (MBeanServerFactory.findMBeanServer(null).isEmpty()) {
                    Thread.sleep(5);
                }
                MBeanServer server = ManagementFactory.getPlatformMBeanServer();
                while (!server.isRegistered(new ObjectName("org.malloc4j:type=Memory,instance=" + last.instance()))) {
                    Thread.sleep(5);
                }
                server.queryNames(new ObjectName("org.malloc4j:*"), null).stream().map(ObjectName::toString).sorted()
                        .forEach(System.out::println);
                System.out.println(first.instance().equals(second.instance()) ? "end" : "");
            }
        }
    }

    private static boolean isRegistering() {
        return Thread.getAllStackTraces().values().stream().flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals(ManagementFactory.class.getName()));
    }
}
