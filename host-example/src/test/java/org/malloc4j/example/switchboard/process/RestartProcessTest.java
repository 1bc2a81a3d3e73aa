package org.malloc4j.example.switchboard.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.Memory;
import org.malloc4j.example.switchboard.call.StoredDialogs;
import org.malloc4j.example.switchboard.client.Callers;

/** The switch ends, one way or another, and is started again with everything in place. */
@Timeout(180)
class RestartProcessTest {
    private static final int CALLS = 50;
    private static final String INSTANCE = "restarted";
    private static final String NOTHING_LOST = ", 0 blocks that belong to nobody\n";

    private static final int SHORT_LINGER = 200;
    /** Who was given no answer before all were killed asks again afterwards, and the answer must still be there. */
    private static final int LONG_LINGER = 10_000;

    @TempDir
    private Path directory;

    private final Map<String, String> tags = new TreeMap<>();

    private SwitchProcess start(int port) throws IOException {
        return start(port, SHORT_LINGER);
    }

    private SwitchProcess start(int port, int lingerMillis) throws IOException {
        return new SwitchProcess(directory, "switchboard.port=" + port, "switchboard.timers.linger=" + lingerMillis + "ms",
                "malloc4j.instance=" + INSTANCE, "malloc4j.shm.persistent=true");
    }

    private static String callId(int number) {
        return "standing-" + number;
    }

    private void establish(Phone phone) throws IOException {
        for (int i = 0; i < CALLS; i++) {
            tags.put(callId(i), phone.establish(callId(i), i));
        }
    }

    private void endAll(Phone phone) throws IOException {
        for (int i = 0; i < CALLS; i++) {
            assertEquals("SIP/2.0 200 OK", phone.end(callId(i), i, tags.get(callId(i))), callId(i));
            assertEquals("SIP/2.0 200 OK", phone.end(callId(i), i, tags.get(callId(i))), "again: " + callId(i));
        }
    }

    /** What the phone sent is what the dialog holds. */
    private void assertContent(Phone phone, Map<String, String> dialogs) {
        for (int i = 0; i < CALLS; i++) {
            String invite = phone.invite(callId(i), i);
            String content = dialogs.getOrDefault(callId(i), "no dialog");
            assertTrue(content.contains(line(invite.substring(invite.indexOf("\r\n\r\n") + 4))), content);
            assertTrue(content.contains("<sip:caller@") && content.contains(";tag=c" + i), content);
            assertTrue(content.contains(tags.get(callId(i))), content);
        }
    }

    private SortedMap<String, String> readBeside() {
        try (Memory memory = StoredDialogs.join(directory.toString(), INSTANCE)) {
            SortedMap<String, String> dialogs = StoredDialogs.read(memory);
            dialogs.replaceAll((callId, content) -> line(content));
            return dialogs;
        }
    }

    private static void assertNothingHeld(String table) {
        assertTrue(table.contains(" 0 blocks\n") && table.lines().noneMatch(line -> line.matches(".* [1-9]\\d* blocks")),
                table);
    }

    @Test
    void shouldFindItsCallsAgainAfterAnOrderlyEnd() throws Exception {
        SwitchProcess first = start(0);
        int port = first.address().getPort();
        try (first; Phone phone = new Phone(first.address())) {
            establish(phone);
            first.terminate();
            try (SwitchProcess second = start(port)) {
                assertTrue(second.saidBefore().contains("found of an earlier run: " + CALLS + " dialogs, ")
                        && second.saidBefore().contains(NOTHING_LOST), second.saidBefore());
                assertContent(phone, readBeside());
                endAll(phone);
                Thread.sleep(1_500);
                assertNothingHeld(second.terminate());
            }
        }
    }

    @Test
    void shouldFindItsCallsAgainWhenTheAttendantWasKilledAndAnotherIsStartedAtOnce() throws Exception {
        SwitchProcess first = start(0);
        int port = first.address().getPort();
        try (first; Phone phone = new Phone(first.address())) {
            establish(phone);
            first.process().destroyForcibly().waitFor();
            try (SwitchProcess second = start(port)) {
                assertTrue(second.saidBefore().contains("found of an earlier run: " + CALLS + " dialogs, "),
                        second.saidBefore());
                assertContent(phone, readBeside());
                endAll(phone);
            }
        }
    }

    /** All processes stand still while another one reads what they have; then all are killed. */
    @Test
    void shouldFindEveryCallAgainAfterAllWereKilledInMidLoad() throws Exception {
        SwitchProcess first = start(0, LONG_LINGER);
        int port = first.address().getPort();
        AtomicBoolean over = new AtomicBoolean();
        try (first; Phone phone = new Phone(first.address())) {
            establish(phone);
            Callers callers = new Callers(first.address(), 4, 8);
            CompletableFuture<Void> calling = CompletableFuture.runAsync(() -> callers.run(() -> !over.get()));
            Thread.sleep(1_000);
            SortedMap<String, String> before = freezeReadAndKill(first);
            assertContent(phone, before);
            try (SwitchProcess second = start(port, LONG_LINGER)) {
                assertTrue(second.saidBefore().contains("found of an earlier run: " + before.size() + " dialogs, ")
                        && second.saidBefore().contains(NOTHING_LOST), second.saidBefore());
                SortedMap<String, String> standing = readBeside();
                assertContent(phone, standing);
                for (int i = 0; i < CALLS; i++) {
                    assertEquals(before.get(callId(i)), standing.get(callId(i)));
                }
                Thread.sleep(1_000);
                over.set(true);
                calling.get(90, TimeUnit.SECONDS);
                assertEquals(0, callers.statistics().failed(), callers.statistics()::firstFailure);
                endAll(phone);
                Thread.sleep(LONG_LINGER + 1_500);
                assertNothingHeld(second.terminate());
            }
        }
    }

    private SortedMap<String, String> freezeReadAndKill(SwitchProcess serving) throws Exception {
        List<ProcessHandle> all = new ArrayList<>(serving.workers());
        all.add(serving.process().toHandle());
        for (ProcessHandle process : all) {
            new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
        }
        Process reader = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), StoredDialogs.class.getName(), directory.toString(), INSTANCE)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        SortedMap<String, String> dialogs = new TreeMap<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(reader.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); !"end".equals(line); line = output.readLine()) {
                String[] dialog = line.split("\t", 2);
                dialogs.put(dialog[0], dialog[1]);
            }
            serving.killAll();
        } finally {
            reader.destroyForcibly().waitFor();
        }
        return dialogs;
    }

    private static String line(String content) {
        return content.replaceAll("\\s", "~");
    }
}
