package org.malloc4j.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The README's own allocator, compiled outside the build by the README's own steps, serves the switch. */
class ThirdPartyAllocatorIT {
    private static final Path HOST = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Path PLUGIN = HOST.resolve("plugins/tree-malloc.jar");

    @TempDir
    private static Path workplace;
    private static ReadmeAuthor author;

    @BeforeAll
    static void followTheReadme() throws Exception {
        author = new ReadmeAuthor(HOST.resolveSibling("README.md"), workplace);
        Path classes = author.compile(HOST.resolve("target/lib") + "/*", author.type("TreeMallocProvider"),
                author.type("TreeMalloc"));
        author.pack(PLUGIN, classes, author.typeServiceFile("com.example.tree.TreeMallocProvider"));
    }

    @AfterAll
    static void removeThePlugin() throws Exception {
        Files.deleteIfExists(PLUGIN);
    }

    @Test
    void shouldServeThePrivatePoolsOfTheSwitch() throws Exception {
        Script demo = Script.run(HOST, "demo", "-k", "TREE_MALLOC");
        assertEquals(0, demo.status(), demo.output());
        assertTrue(demo.output().lines().anyMatch(line -> line.matches("pkg x \\d+ +TREE_MALLOC .*")), demo.output());
        assertTrue(demo.output().lines().anyMatch(line -> line.matches("calls: \\d{5,} completed, 0 failed")),
                demo.output());
    }

    @Test
    void shouldServeThePrivatePoolsOfTheSwitchWithOrigins() throws Exception {
        Script demo = Script.run(HOST, "demo", "-k", "TREE_MALLOC_DBG");
        assertEquals(0, demo.status(), demo.output());
        assertTrue(demo.output().lines().anyMatch(line -> line.matches("pkg x \\d+ +TREE_MALLOC_DBG .*")), demo.output());
        assertTrue(demo.output().lines().anyMatch(line -> line.matches("calls: \\d{4,} completed, 0 failed")),
                demo.output());
    }

    @Test
    void shouldBeRefusedForAPoolThatProcessesShare() throws Exception {
        Script serve = Script.run(HOST, "serve", "-p", "0", "-s", "TREE_MALLOC");
        assertEquals(2, serve.status(), serve.output());
        assertTrue(serve.output().contains("allocator isn't recoverable: malloc4j.shm.allocator=TREE_MALLOC; processes "
                + "that share a pool can die inside it, and this allocator couldn't be made whole again. Choose another "
                + "one for shm (-s), or leave malloc4j.instance unset, so that no other process can join."),
                serve.output());
    }

    @Test
    void shouldBeMeasuredInEachRoleThatItCanServe() throws Exception {
        BenchCommand bench = BenchCommand.run(HOST, workplace.resolve("results"), Map.of("bench", "slots", "contenders",
                "TREE_MALLOC,TREE_MALLOC_DBG", "threads", "1", "seconds", "0.1", "rounds", "1"));
        assertEquals(0, bench.status(), bench.output());
        List<String> lines = bench.output().lines().toList();
        for (String contender : List.of("TREE_MALLOC/pkg", "TREE_MALLOC/pkg-confined", "TREE_MALLOC_DBG/pkg",
                "TREE_MALLOC_DBG/pkg-confined")) {
            assertTrue(lines.stream().anyMatch(line -> line.matches(contender + " +1t +[0-9.]+ .* clean")), bench.output());
        }
        String refusal = "; processes that share a pool can die inside it, and this allocator couldn't be made whole again. "
                + "Choose another one for shm (-s), or leave malloc4j.instance unset, so that no other process can join.";
        assertEquals(List.of("left out: TREE_MALLOC/shm; allocator isn't recoverable: malloc4j.shm.allocator=TREE_MALLOC"
                + refusal, "left out: TREE_MALLOC_DBG/shm; allocator isn't recoverable: "
                + "malloc4j.shm.allocator=TREE_MALLOC_DBG" + refusal + " With a suffix, only one that keeps tags itself "
                + "recovers."), lines.stream().filter(line -> line.startsWith("left out")).toList());
    }

    @Test
    void shouldKeepTheContract() throws Exception {
        contract("com.example.tree.TreeMallocTest", "TreeMallocProvider", "TreeMalloc", "TreeMallocTest");
    }

    @Test
    void shouldKeepTheContractWithOrigins() throws Exception {
        contract(DecoratedThirdPartyContract.class.getName(), "TreeMallocProvider", "TreeMalloc");
    }

    private static void contract(String test, String... types) throws Exception {
        List<Path> sources = new ArrayList<>();
        for (String type : types) {
            sources.add(author.type(type));
        }
        Path classes = author.compile(System.getProperty("java.class.path"), sources.toArray(Path[]::new));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectClass(loader.loadClass(test))).build(), listener);
            TestExecutionSummary summary = listener.getSummary();
            StringWriter failures = new StringWriter();
            summary.printFailuresTo(new PrintWriter(failures));
            assertEquals(0, summary.getTotalFailureCount(), failures::toString);
            assertTrue(summary.getTestsSucceededCount() >= 20, "tests=" + summary.getTestsSucceededCount());
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
