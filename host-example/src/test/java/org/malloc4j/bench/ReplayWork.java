package org.malloc4j.bench;

import java.util.List;
import org.malloc4j.tck.Trace;

/** Performs the calls of a recording one by one. */
final class ReplayWork implements Work {
    private final Blocks blocks;
    private final Contents contents;
    private final byte[] verbs;
    private final int[] ids;
    private final int[] newSizes;
    private final int[] sizes;
    private int next;
    private long live;

    ReplayWork(Contender contender, Trace trace) {
        blocks = contender.blocks(trace.largestId() + 1);
        contents = new Contents(contender.keepsContents());
        sizes = new int[trace.largestId() + 1];
        List<Trace.Call> calls = trace.calls();
        verbs = new byte[calls.size()];
        ids = new int[calls.size()];
        newSizes = new int[calls.size()];
        for (int i = 0; i < verbs.length; i++) {
            verbs[i] = (byte) calls.get(i).verb();
            ids[i] = calls.get(i).id();
            newSizes[i] = calls.get(i).byteSize();
        }
    }

    void restart() {
        next = 0;
    }

    int remaining() {
        return verbs.length - next;
    }

    @Override
    public void perform() {
        int call = next++;
        int id = ids[call];
        int size = newSizes[call];
        switch (verbs[call]) {
            case 'a' -> {
                blocks.allocate(id, size);
                contents.write(blocks, id, size, id);
            }
            case 'r' -> {
                blocks.reallocate(id, size);
                contents.checkWords(blocks, id, Math.min(sizes[id], size), id);
                contents.write(blocks, id, size, id);
            }
            default -> {
                contents.check(blocks, id, sizes[id], id);
                blocks.free(id);
            }
        }
        live += size - sizes[id];
        sizes[id] = size;
    }

    /** Frees what the recorded program left. */
    void clear() {
        for (int id = 0; id < sizes.length; id++) {
            if (sizes[id] != 0) {
                blocks.free(id);
                live -= sizes[id];
                sizes[id] = 0;
            }
        }
    }

    Blocks blocks() {
        return blocks;
    }

    @Override
    public long liveBytes() {
        return live;
    }
}
