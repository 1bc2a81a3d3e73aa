package org.malloc4j.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.malloc4j.Memory;
import org.malloc4j.MemoryBootException;

/** What is wrong in the sections of allocators and of the suffix is said at once, once, and where it stands. */
class SectionSettingsTest {
    @TempDir
    Path directory;

    private void refuses(String settings, String... sentences) throws Exception {
        Path file = Files.writeString(directory.resolve("a.conf"), settings + "\nmalloc4j.shm.directory = \"" + directory
                + "\"\nmalloc4j.instance = sections\n");
        MemoryBootException refusal = assertThrows(MemoryBootException.class,
                () -> Memory.boot(ConfigFactory.parseFile(file.toFile()).withFallback(ConfigFactory.load())));
        assertEquals(List.of(sentences).stream().map(it -> it.replace("FILE", file.toString())).toList(), refusal.problems());
        try (var files = Files.list(directory)) {
            assertEquals(List.of(file), files.filter(it -> !it.toString().endsWith(".lock")).toList());
        }
    }

    @Test
    void shouldSayAllThatIsWrongWithTheSectionsThatAreRead() throws Exception {
        refuses("""
                malloc4j.allocator = Q_MALLOC_DBG
                malloc4j.q-malloc.quarantine = much
                malloc4j.q-malloc.patrol-interval = 0
                malloc4j.debug {
                  depth = 9
                  trace = loud
                }
                """, "value refused by Q_MALLOC: value=much key=malloc4j.q-malloc.quarantine (FILE: 2); No number in "
                        + "size-in-bytes value 'much'",
                "value refused by Q_MALLOC: value=0 key=malloc4j.q-malloc.patrol-interval (FILE: 3); must be 1 or more, is 0",
                "value refused by _DBG: value=9 key=malloc4j.debug.depth (FILE: 5); allowed: 1 to 8",
                "value refused by _DBG: value=loud key=malloc4j.debug.trace (FILE: 6); allowed: off, log");
    }

    @Test
    void shouldNameTheSectionOfTheRoleIfItStandsThere() throws Exception {
        refuses("malloc4j.shm { allocator = HP_MALLOC, hp-malloc.spare-spans = -1 }\nmalloc4j.pkg.allocator = Q_MALLOC\n"
                        + "malloc4j.q-malloc.patrol-blocks = some",
                "value refused by HP_MALLOC: value=-1 key=malloc4j.shm.hp-malloc.spare-spans (FILE: 1); -1 is not from 0 to 1024",
                "value refused by Q_MALLOC: value=some key=malloc4j.q-malloc.patrol-blocks (FILE: 3); it has type STRING rather "
                        + "than NUMBER");
    }

    @Test
    void shouldSayThemBesideWhatIsWrongElsewhere() throws Exception {
        refuses("malloc4j.allocator = F_MALLOC_DBG\nmalloc4j.debug.depth = 9\nmalloc4j.shm.reserve = 1\nmalloc4j.debug.deep = 1",
                "unknown key: value=1 key=malloc4j.debug.deep (FILE: 4); did you mean malloc4j.debug.depth?",
                "neither true nor false: value=1 key=malloc4j.shm.reserve (FILE: 3); allowed: true, false",
                "value refused by _DBG: value=9 key=malloc4j.debug.depth (FILE: 2); allowed: 1 to 8");
    }

    @Test
    void shouldSayNothingOfSectionsThatNobodyReads() throws Exception {
        refuses("malloc4j.allocator = F_MALLOC\nmalloc4j.debug.depth = 9\nmalloc4j.shm.reserve = 1",
                "neither true nor false: value=1 key=malloc4j.shm.reserve (FILE: 3); allowed: true, false");
    }
}
