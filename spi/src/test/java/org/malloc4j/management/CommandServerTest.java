package org.malloc4j.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What callers, good and bad, get from a command socket. */
@Timeout(60)
class CommandServerTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir
    Path directory;

    private CommandServer server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private void start(CommandHandler handler, Duration patience) throws Exception {
        server = CommandServer.start(socket(), handler, () -> { }, patience);
        while (Files.notExists(socket()) || !CommandClient.isServed(socket())) {
            Thread.sleep(5);
        }
    }

    private Path socket() {
        return directory.resolve("x.sock");
    }

    private static Map<String, Object> echo(Map<String, Object> request) {
        return Map.of("ok", true, "heard", request.getOrDefault("command", ""));
    }

    private Map<String, Object> ask(String command) throws IOException {
        return CommandClient.ask(socket(), Map.of("command", command), LONG).orElseThrow();
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    }

    private String send(byte... bytes) throws IOException {
        try (SocketChannel channel = connect()) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.shutdownOutput();
            return readAll(channel);
        }
    }

    private static String readAll(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(4096);
        while (channel.read(chunk.clear()) >= 0) {
            all.write(chunk.array(), 0, chunk.position());
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldAnswerOnASocketOfItsOwnersAlone() throws Exception {
        start(CommandServerTest::echo, LONG);
        assertEquals(Map.of("ok", true, "heard", "hello"), ask("hello"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
        server.close();
        assertTrue(Files.notExists(socket()));
        assertThrows(ConnectException.class, () -> ask("hello"));
    }

    @Test
    void shouldAnswerGarbageWithASentence() throws Exception {
        start(CommandServerTest::echo, LONG);
        String expected = "; expected one object on one line, such as "
                + "{\\\"command\\\":\\\"get_statistics\\\",\\\"name\\\":\\\"shmem:\\\"}\",\"ok\":false}\n";
        assertEquals("{\"error\":\"message is no JSON object: text=\\\"hello\\\"" + expected,
                send("hello\n".getBytes(StandardCharsets.UTF_8)));
        assertEquals("{\"error\":\"message is no JSON object: text=\\\"[1,2]\\\"" + expected,
                send("[1,2]\n".getBytes(StandardCharsets.UTF_8)));
        assertEquals("{\"error\":\"message is no JSON object: text=\\\"{\\\"command\\\":\\\"" + expected,
                send("{\"command\":".getBytes(StandardCharsets.UTF_8)));
        assertEquals("{\"error\":\"message is no JSON object: text=\\\"" + "[".repeat(60) + "...\\\"" + expected,
                send("[".repeat(60_000).getBytes(StandardCharsets.UTF_8)));
        assertEquals("{\"error\":\"message is no text: bytes=2; expected a JSON object in UTF-8\",\"ok\":false}\n",
                send((byte) 0xFF, (byte) 0xFE, (byte) '\n'));
        assertEquals("{\"error\":\"request is too long: limit=65536 bytes; expected one JSON object on one "
                + "line\",\"ok\":false}\n", send("x".repeat(70_000).getBytes(StandardCharsets.UTF_8)));
        assertEquals(Map.of("ok", true, "heard", "still here"), ask("still here"));
    }

    @Test
    void shouldServeOthersWhileCallersSayNothing() throws Exception {
        start(CommandServerTest::echo, LONG);
        List<SocketChannel> silent = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            silent.add(connect());
        }
        silent.getFirst().write(ByteBuffer.wrap("{\"command\":\"ha".getBytes(StandardCharsets.UTF_8)));
        assertEquals(Map.of("ok", true, "heard", "me"), ask("me"));
        silent.getFirst().write(ByteBuffer.wrap("lf\"}\n".getBytes(StandardCharsets.UTF_8)));
        assertEquals("{\"heard\":\"half\",\"ok\":true}\n", readAll(silent.getFirst()));
        for (SocketChannel channel : silent) {
            channel.close();
        }
    }

    @Test
    void shouldNotWaitLongForCallersWhoSayNothingHoweverManyThereAre() throws Exception {
        start(CommandServerTest::echo, SHORT);
        List<SocketChannel> silent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            silent.add(connect());
        }
        assertEquals(Map.of("ok", true, "heard", "me"), ask("me"), "after as many as are served beside each other");
        for (SocketChannel channel : silent) {
            assertEquals("", readAll(channel), "closed without a word");
            channel.close();
        }
    }

    /** With all the time in the world for each of them, as long as nobody else wants its place. */
    @Test
    void shouldSendAwayWhoSaysNothingWhenOthersWaitForAPlace() throws Exception {
        start(CommandServerTest::echo, LONG);
        List<SocketChannel> silent = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            silent.add(connect());
        }
        assertEquals(Map.of("ok", true, "heard", "me"), ask("me"));
        for (SocketChannel channel : silent) {
            channel.close();
        }
    }

    /** What others asked in the meantime is still to be read when their time is over. */
    @Test
    void shouldAnswerWhoWaitedForALongCommand() throws Exception {
        start(request -> {
            if (request.get("command").equals("long")) {
                LockSupport.parkNanos(4 * SHORT.toNanos());
            }
            return echo(request);
        }, SHORT);
        try (SocketChannel first = connect(); SocketChannel second = connect()) {
            first.write(ByteBuffer.wrap("{\"command\":\"long\"}\n".getBytes(StandardCharsets.UTF_8)));
            second.write(ByteBuffer.wrap("{\"command\":\"short\"}\n".getBytes(StandardCharsets.UTF_8)));
            assertEquals("{\"heard\":\"long\",\"ok\":true}\n", readAll(first));
            assertEquals("{\"heard\":\"short\",\"ok\":true}\n", readAll(second));
        }
    }

    @Test
    void shouldServeOthersWhileACallerDoesNotReadItsAnswer() throws Exception {
        String much = "0123456789abcdef".repeat(1 << 18);
        start(request -> request.containsKey("much") ? Map.of("ok", true, "text", much) : echo(request), LONG);
        try (SocketChannel deaf = connect()) {
            deaf.write(ByteBuffer.wrap("{\"much\":true}\n".getBytes(StandardCharsets.UTF_8)));
            assertEquals(Map.of("ok", true, "heard", "me"), ask("me"));
            assertEquals("{\"ok\":true,\"text\":\"" + much + "\"}\n", readAll(deaf));
        }
    }

    @Test
    void shouldHoldFewAnswersThatNobodyReads() throws Exception {
        String much = "0123456789abcdef".repeat(1 << 18);
        AtomicInteger carriedOut = new AtomicInteger();
        start(request -> {
            carriedOut.incrementAndGet();
            return request.containsKey("much") ? Map.of("ok", true, "text", much) : echo(request);
        }, LONG);
        List<SocketChannel> deaf = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            deaf.add(connect());
            deaf.getLast().write(ByteBuffer.wrap("{\"much\":true}\n".getBytes(StandardCharsets.UTF_8)));
        }
        Thread.sleep(200);
        assertTrue(carriedOut.get() <= 3, () -> carriedOut + " answers of 4 MiB are held at once");
        assertEquals(Map.of("ok", true, "heard", "me"), ask("me"), "who takes nothing doesn't keep others waiting for ever");
        for (SocketChannel channel : deaf) {
            channel.close();
        }
    }

    @Test
    void shouldAnswerAllWhoWaitedForRoom() throws Exception {
        String much = "0123456789abcdef".repeat(1 << 18);
        start(request -> Map.of("ok", true, "text", much), LONG);
        try (ExecutorService callers = Executors.newFixedThreadPool(14)) {
            List<Future<Map<String, Object>>> answers = new ArrayList<>();
            for (int i = 0; i < 14; i++) {
                answers.add(callers.submit(() -> ask("x")));
            }
            for (Future<Map<String, Object>> answer : answers) {
                assertEquals(much.length(), answer.get().get("text").toString().length());
            }
        }
    }

    @Test
    void shouldCarryOutOneCommandAfterTheOther() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        start(request -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            Thread.yield();
            inside.decrementAndGet();
            return echo(request);
        }, LONG);
        try (ExecutorService callers = Executors.newFixedThreadPool(24)) {
            List<Future<Map<String, Object>>> answers = new ArrayList<>();
            for (int i = 0; i < 240; i++) {
                String command = "c" + i;
                answers.add(callers.submit(() -> ask(command)));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertEquals(Map.of("ok", true, "heard", "c" + i), answers.get(i).get());
            }
        }
        assertEquals(1, most.get());
    }

    @Test
    void shouldSayWhatWentWrongAndGoOn() throws Exception {
        start(request -> switch (request.get("command").toString()) {
            case "refuse" -> throw new CommandException("can't do that: command=refuse");
            case "fail" -> throw new IllegalStateException("broken");
            case "overflow" -> overflow();
            default -> echo(request);
        }, LONG);
        assertEquals("can't do that: command=refuse", ask("refuse").get("error"));
        assertEquals("command failed: it threw java.lang.IllegalStateException: broken; that is a mistake of malloc4j, "
                + "and the process's log says where", ask("fail").get("error"));
        assertEquals("command failed: it threw java.lang.StackOverflowError; that is a mistake of malloc4j, and the "
                + "process's log says where", ask("overflow").get("error"));
        assertEquals(Map.of("ok", true, "heard", "me"), ask("me"));
    }

    private static Map<String, Object> overflow() {
        return overflow();
    }

    @Test
    void shouldTakeTheNameOfASocketThatADeadProcessLeft() throws Exception {
        for (String name : List.of("x.sock", "x.sock~")) {
            try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                dead.bind(UnixDomainSocketAddress.of(directory.resolve(name)));
            }
        }
        assertFalse(CommandClient.isServed(socket()));
        assertThrows(ConnectException.class, () -> ask("me"));
        start(CommandServerTest::echo, LONG);
        assertEquals(Map.of("ok", true, "heard", "me"), ask("me"));
    }

    @Test
    void shouldLeaveWhatTookItsNameAlone() throws Exception {
        start(CommandServerTest::echo, LONG);
        Files.delete(socket());
        Files.writeString(socket(), "another's");
        server.close();
        assertEquals("another's", Files.readString(socket()));
    }

    @Test
    void shouldGiveUpOnAProcessThatDoesNotAnswer() throws Exception {
        try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            busy.bind(UnixDomainSocketAddress.of(socket()), 1);
            assertTrue(CommandClient.ask(socket(), Map.of("command", "x"), SHORT).isEmpty());
            List<SocketChannel> queue = new ArrayList<>();
            while (queue.size() < 2) {
                queue.add(connect());
                if (queue.size() == 1 && CommandClient.ask(socket(), Map.of("command", "x"), SHORT).isEmpty()) {
                    break;
                }
            }
            assertTrue(CommandClient.isServed(socket()), "its queue is full, but it lives");
            for (SocketChannel channel : queue) {
                channel.close();
            }
        }
    }
}
