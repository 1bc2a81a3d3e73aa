package org.malloc4j.example.switchboard.call;

import static org.malloc4j.example.switchboard.call.DialogLayout.*;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malloc4j.Memory;
import org.malloc4j.example.switchboard.settings.Configurations;
import org.malloc4j.example.switchboard.table.CallTable;
import org.malloc4j.example.switchboard.table.EntryLayout;
import org.malloc4j.example.switchboard.table.SharedWords;

/**
 * Reads every dialog of a switch's pool, all of its bytes, without taking a lock: for switches that stand still. As a
 * program it prints them, one to a line, and then sleeps until it is killed like the rest.
 */
public final class StoredDialogs {
    private StoredDialogs() {
    }

    /** By Call-ID: all other content of the dialog. */
    public static SortedMap<String, String> read(Memory memory) {
        CallTable table = CallTable.open(memory.shm(), 1, 1);
        SharedWords words = table.words();
        SortedMap<String, String> dialogs = new TreeMap<>();
        for (int i = 0; i < table.stripeCount(); i++) {
            table.forEach(table.stripe(i), (stripe, entry) -> {
                if (words.getInt(entry + EntryLayout.KIND) == EntryLayout.KIND_DIALOG) {
                    dialogs.put(text(words, entry + TEXT, words.getInt(entry + CALL_ID_SIZE)), content(words, entry));
                }
            });
        }
        return dialogs;
    }

    private static String content(SharedWords words, long entry) {
        int textSize = 0;
        for (int size = CALL_ID_SIZE; size <= ROUTES_SIZE; size += Integer.BYTES) {
            textSize += words.getInt(entry + size);
        }
        int side = words.getInt(entry + CURRENT_SIDE);
        int sideSize = words.getInt(entry + targetSize(side)) + words.getInt(entry + sdpSize(side));
        return "created=" + words.getLong(entry + CREATED) + " due=" + words.getLong(entry + EntryLayout.DUE)
                + " cseq=" + words.getInt(entry + REMOTE_CSEQ) + " state=" + words.getInt(entry + EntryLayout.STATE)
                + " " + text(words, entry + TEXT, textSize) + " " + text(words, words.getLong(entry + side(side)), sideSize);
    }

    private static String text(SharedWords words, long offset, int byteLength) {
        return new String(words.getBytes(offset, byteLength), StandardCharsets.ISO_8859_1);
    }

    /** Boots a memory that joins the pool of a persistent switch. */
    public static Memory join(String directory, String instance) {
        Config own = ConfigFactory.parseMap(Map.of("malloc4j.shm.directory", directory, "malloc4j.shm.persistent", true));
        return Memory.boot(Configurations.shared(own.withFallback(ConfigFactory.load()), instance, 0));
    }

    /** @param args directory and instance */
    public static void main(String... args) throws InterruptedException {
        StringBuilder lines = new StringBuilder();
        read(join(args[0], args[1])).forEach((callId, content) ->
                lines.append(callId).append('\t').append(content.replaceAll("\\s", "~")).append('\n'));
        System.out.println(lines.append("end"));
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
    }
}
