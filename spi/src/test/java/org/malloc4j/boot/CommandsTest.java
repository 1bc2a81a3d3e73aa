package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.Memory;
import org.malloc4j.Pool;
import org.malloc4j.management.CommandClient;
import org.malloc4j.management.CommandServer;
import org.malloc4j.management.Dump;
import org.malloc4j.management.MemoryMXBean;

/** What a process answers when it is asked about its pools. */
@Timeout(60)
class CommandsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private static Memory boot(Setup setup) {
        MemorySettings settings = setup.settings();
        return BootedMemory.boot(new MemorySettings(settings.instance(), settings.shm(), settings.pkg(), true,
                settings.leaksAtClose()), LIMIT);
    }

    private Path socket(int slot) {
        return Setup.in(directory).files().socket(slot);
    }

    private Map<String, Object> ask(Object... keysAndValues) throws Exception {
        while (Files.notExists(socket(0))) {
            Thread.sleep(5);
        }
        Map<String, Object> request = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            request.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return CommandClient.ask(socket(0), request, LIMIT).orElseThrow();
    }

    private String refusal(Object... keysAndValues) throws Exception {
        Map<String, Object> answer = ask(keysAndValues);
        assertEquals(false, answer.get("ok"));
        return (String) answer.get("error");
    }

    @Test
    void shouldSayWhatItsPoolsHold() throws Exception {
        try (Memory memory = boot(Setup.in(directory))) {
            memory.shm().allocate(100);
            memory.pkg().allocate(1000);
            Map<String, Object> ps = ask("command", "ps");
            assertEquals(List.of((int) ProcessHandle.current().pid(), "test", 0),
                    List.of(ps.get("pid"), ps.get("instance"), ps.get("slot")));
            assertEquals(2, ((List<?>) ps.get("pools")).size());
            assertEquals(Map.of("shmem:fragments", 1, "pkmem:fragments", 1),
                    ask("command", "get_statistics", "name", "fragments").get("statistics"));
            assertEquals(Map.of("pkmem:total_size", 1 << 20),
                    ask("command", "get_statistics", "name", "PKMEM:total_size").get("statistics"));
            assertEquals(8, ((Map<?, ?>) ask("command", "get_statistics", "name", "shmem:").get("statistics")).size());
            assertEquals(16, ((Map<?, ?>) ask("command", "get_statistics", "name", "all").get("statistics")).size());
            assertEquals(Map.of("ok", true, "intact", true, "fragments", 2, "live_fragments", 1, "free_fragments", 1, "text",
                    "2 fragments, 1 of them live: the shared pool is in order\n"), ask("command", "shm_check"));
        }
    }

    @Test
    void shouldRefuseWhatItDoesNotUnderstand() throws Exception {
        try (Memory memory = boot(Setup.in(directory))) {
            assertEquals("unknown command: command=format; there are ps, mem_pkg_dump, mem_shm_dump, get_statistics, "
                    + "shm_check, sampling", refusal("command", "format"));
            assertEquals("request has no command: keys=[x]; expected one such as "
                    + "{\"command\":\"get_statistics\",\"name\":\"shmem:\"}", refusal("x", 1));
            assertEquals("not a text: key=command value=1", refusal("command", 1));
            assertEquals("unknown statistic: name=used; allowed: all, shmem:, pkmem:, or one of total_size, used_size, "
                    + "real_used_size, max_used_size, free_size, largest_free, fragments, free_fragments, with or without "
                    + "shmem: or pkmem: before it", refusal("command", "get_statistics", "name", "used"));
            assertEquals("unknown value: key=log_level value=loud; allowed: error, warn, info, debug, trace",
                    refusal("command", "mem_pkg_dump", "log_level", "loud"));
            assertEquals("unknown value: key=by value=colour; allowed: origin, process, thread, age",
                    refusal("command", "mem_pkg_dump", "by", "colour"));
            assertEquals("no regular expression: key=match value=(; Unclosed group",
                    refusal("command", "mem_pkg_dump", "match", "("));
            assertEquals("not a number from 0 on: key=top value=-1", refusal("command", "mem_pkg_dump", "top", -1));
            assertEquals("unknown key: key=colour command=ps; it takes none", refusal("command", "ps", "colour", "red"));
            assertEquals("unknown key: key=min-bytes command=mem_shm_dump; it takes log_level, by, top, min_bytes, match",
                    refusal("command", "mem_shm_dump", "min-bytes", 1));
            assertEquals("no pool tracks origins: shm=SINGLE_LOCK pkg=SINGLE_LOCK; there is nothing to sample. Start the "
                    + "process with SINGLE_LOCK_DBG, say.", refusal("command", "sampling"));
            memory.pkg().verify();
        }
    }

    @Test
    void shouldGiveUpAnExpressionThatTakesTooLong() throws Exception {
        try (Memory memory = boot(Setup.in(directory))) {
            memory.shm().allocate(1000);
            String sentence = "expression takes too long: limit=1000 ms; it tries too many ways to fit a line, as one with a "
                    + "repetition inside a repetition does. Write a simpler one";
            assertEquals(sentence, refusal("command", "mem_shm_dump", "match", "((((((((.+)+)+)+)+)+)+)+)+#"));
            assertEquals(true, ask("command", "ps").get("ok"));
        }
    }

    @Test
    void shouldNotTalkOfCallersWhoOnlyLookedWhetherItListens() throws Exception {
        try (LogCapture log = LogCapture.of(CommandServer.class, Level.DEBUG); Memory memory = boot(Setup.in(directory))) {
            assertEquals(true, ask("command", "ps").get("ok"));
            for (int i = 0; i < 20; i++) {
                assertTrue(CommandClient.isServed(socket(0)));
            }
            assertEquals(true, ask("command", "ps").get("ok"));
            assertEquals(List.of(), log.messages());
            memory.shm().verify();
        }
    }

    @Test
    void shouldWriteADumpToItsOwnLogAndAnswerIt() throws Exception {
        try (LogCapture log = LogCapture.of(Dump.class); Memory memory = boot(Setup.in(directory))) {
            for (int i = 0; i < 3; i++) {
                memory.shm().allocate(1000);
            }
            Map<String, Object> answer = ask("command", "mem_shm_dump", "log_level", "warn", "match", "live", "top", 1);
            String text = (String) answer.get("text");
            assertTrue(text.contains(" : 3 x ["), text);
            assertEquals(List.of(text.stripTrailing()), log.messages());
            assertEquals(true, answer.get("logged"));
            assertEquals(1, ((List<?>) ((Map<?, ?>) answer.get("dump")).get("lines")).size());
        }
    }

    @Test
    void shouldAnswerJmxToolsTheSame() throws Exception {
        try (Memory memory = boot(Setup.in(directory))) {
            memory.pkg().allocate(1000);
            MemoryMXBean bean = JMX.newMXBeanProxy(ManagementFactory.getPlatformMBeanServer(),
                    new ObjectName("org.malloc4j:type=Memory,instance=test"), MemoryMXBean.class);
            assertTrue(bean.memPkgDump("info").contains(" : 1 x ["), bean.memPkgDump("info"));
            assertTrue(bean.memShmDump("info").startsWith("shm of instance test, SINGLE_LOCK, seen by pid "));
            assertEquals("1 fragments, 0 of them live: the shared pool is in order\n", bean.shmCheck());
            assertEquals("{\"ok\":true,\"statistics\":{\"pkmem:fragments\":1}}",
                    bean.command("{\"command\":\"get_statistics\",\"name\":\"pkmem:fragments\"}"));
            assertEquals("{\"error\":\"not a text: key=command value=7\",\"ok\":false}", bean.command("{\"command\":7}"));
            assertEquals(Map.of(), bean.getSampleBytes());
            assertTrue(assertThrows(IllegalStateException.class, () -> bean.changeSampleBytes(1)).getMessage()
                    .startsWith("no pool tracks origins: "));
            assertEquals("unknown value: key=log_level value=loud; allowed: error, warn, info, debug, trace",
                    assertThrows(IllegalStateException.class, () -> bean.memPkgDump("loud")).getMessage());
        }
    }

    @Test
    void shouldLookIntoAConfinedPoolInItsOwnersNextCall() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Memory memory = boot(Setup.in(directory).asConfined())) {
            assertEquals(true, ask("command", "mem_pkg_dump").get("ok"), "nobody has used it yet");
            Thread owner = Thread.ofPlatform().start(() -> {
                Pool pkg = memory.pkg();
                pkg.allocate(1000);
                while (end.getCount() > 0) {
                    pkg.free(pkg.allocate(16));
                }
            });
            String text;
            do {
                text = (String) ask("command", "mem_pkg_dump", "match", "live").get("text");
            } while (!text.contains(" : 1 x ["));
            end.countDown();
            owner.join();
            assertTrue(text.contains(" : 1 x ["), text);
            assertEquals(true, ask("command", "mem_pkg_dump").get("ok"), "its owner is gone");
            assertThrows(WrongThreadException.class, () -> memory.pkg().allocate(16));
        }
    }

    @Test
    void shouldNotWaitForTheOwnerOfAConfinedPoolForEver() throws Exception {
        try (Memory memory = boot(Setup.in(directory).asConfined())) {
            memory.pkg().allocate(1000);
            assertEquals("pool is confined and its thread is idle: pool=pkg owner=" + Thread.currentThread().getName()
                    + "; only that thread may look into it, and it made no call of the pool in 2000 ms. Ask again while it "
                    + "works.", refusal("command", "mem_pkg_dump"));
            memory.pkg().allocate(16);
            assertEquals(2, memory.pkg().statistics().fragments());
        }
    }

    @Test
    void shouldRemoveTheSocketsOfDeadProcessesAndNoOthers() throws Exception {
        Path dead = socket(7);
        Path half = directory.resolve(socket(8).getFileName() + "~");
        Path strange = directory.resolve("malloc4j-test.sock");
        for (Path path : List.of(dead, half, strange)) {
            try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                left.bind(UnixDomainSocketAddress.of(path));
            }
        }
        try (Memory first = boot(Setup.in(directory))) {
            assertEquals(true, ask("command", "ps").get("ok"));
            try (Memory second = boot(Setup.in(directory))) {
                while (Files.notExists(socket(1))) {
                    Thread.sleep(5);
                }
                assertFalse(Files.exists(dead));
                assertFalse(Files.exists(half));
                assertTrue(Files.exists(strange));
                assertTrue(CommandClient.isServed(socket(0)));
                assertEquals(first.instance(), second.instance());
            }
            assertFalse(Files.exists(socket(1)));
            assertTrue(CommandClient.isServed(socket(0)));
        }
        assertFalse(Files.exists(socket(0)));
    }

    @Test
    void shouldLeaveNothingBehindWhenItIsClosedAtOnce() throws Exception {
        for (int i = 0; i < 50; i++) {
            boot(Setup.in(directory)).close();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(), files.toList());
        }
        assertEquals(List.of(), List.copyOf(ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("org.malloc4j:type=Memory,instance=test,*"), null)));
    }

    @Test
    void shouldSayAtBootThatAPathIsTooLongForASocket() throws Exception {
        Path deep = Files.createDirectories(directory.resolve("d".repeat(60)).resolve("e".repeat(60)));
        Setup setup = Setup.in(deep);
        try (LogCapture log = LogCapture.of(BootedMemory.class); Memory memory = boot(setup)) {
            Path socket = setup.files().socket(0);
            assertTrue(log.messages().contains("commands can't be answered: socket=" + socket + " length="
                    + socket.toString().length() + " longest=105; the system takes no longer path for a socket. Everything "
                    + "else works. Set malloc4j.shm.directory to one with a shorter name, or malloc4j.commands.enabled to "
                    + "false."), log.messages().toString());
            memory.shm().verify();
        }
    }
}
