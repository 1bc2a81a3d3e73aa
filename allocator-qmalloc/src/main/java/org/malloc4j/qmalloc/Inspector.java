package org.malloc4j.qmalloc;

import java.util.List;
import org.malloc4j.CorruptionReport;
import org.malloc4j.CorruptionReport.Evidence;
import org.malloc4j.CorruptionReport.Kind;
import org.malloc4j.CorruptionReport.Neighbour;
import org.malloc4j.CorruptionReport.Noticed;
import org.malloc4j.HeapCorruptionException;
import org.malloc4j.IllegalBlockException;
import org.malloc4j.spi.Region;

/** Finds out what happened, once it is known that something did, and makes the report. It reads, and changes nothing. */
final class Inspector {
    /** So many alike bytes more at one border than at another are no chance. */
    private static final int CLEAR = 4;

    private final Region region;
    private final QMallocHeap heap;
    private final Secret secret;
    private final Guards guards;
    private final Blocks blocks;
    private final Extents extents;
    private final long pid;

    Inspector(Region region, QMallocHeap heap, Secret secret, Guards guards, Blocks blocks, long pid) {
        this.region = region;
        this.heap = heap;
        this.secret = secret;
        this.guards = guards;
        this.blocks = blocks;
        this.extents = new Extents(region, heap, guards, blocks);
        this.pid = pid;
    }

    Extent extent(long block, long top) {
        return extents.of(block, top);
    }

    /** {@return whether there is a block where a mark says so} */
    boolean isCertain(Extent extent, long top) {
        return extents.isCertain(extent, top);
    }

    /** {@return what happened around a live block that isn't sound, or stands beside one} @param block it @param operation what noticed */
    HeapCorruptionException damage(long block, String operation) {
        long top = heap.heapTop();
        Extent near = extents.of(block, top);
        Extent after = extents.after(near, top);
        Extent before = extents.before(near, top);
        for (Extent marked : new Extent[] {near, after, before}) {
            if (marked != null && extents.isWithinAnother(marked, top)) {
                return table(heap.markOf(marked.block()), "mark of a block at " + marked.block()
                        + ", where there is none: something else lies there", operation);
            }
        }
        for (Extent[] pair : new Extent[][] {{before, near}, {near, after}, {before == null ? null
                : extents.before(before, top), before}, {after, after == null ? null : extents.after(after, top)}}) {
            if (damageBetween(pair[0], pair[1]).isThere()) {
                return new HeapCorruptionException(report(pair[0], pair[1], top, operation));
            }
        }
        return new HeapCorruptionException(bare(Kind.HEADER_OVERWRITTEN, block, -1, Evidence.NONE, operation,
                "what lies beside it isn't what it should be"));
    }

    private Damage damageBetween(Extent left, Extent right) {
        Damage damage = new Damage(region, secret, guards);
        if (left != null) {
            damage.lookBehind(left);
        }
        if (right != null) {
            damage.lookBefore(right, extents.header(left, right), pid);
        }
        return damage;
    }

    /** One write may have gone over many blocks: the culprit is at one of its ends. */
    private CorruptionReport report(Extent left, Extent right, long top, String operation) {
        Extent first = left;
        while (first != null) {
            Extent before = extents.before(first, top);
            if (!damageBetween(null, first).isFront() || !damageBetween(before, first).isTail()) {
                break;
            }
            first = before;
        }
        Extent last = right;
        while (last != null) {
            Extent after = extents.after(last, top);
            if (!damageBetween(last, null).isTail() || !damageBetween(last, after).isFront()) {
                break;
            }
            last = after;
        }
        boolean farther = first != left || last != right;
        boolean fromLeft = first != null && damageBetween(first, null).isTail();
        boolean fromRight = last != null && damageBetween(null, last).isFront();
        int likelihood = fromLeft && fromRight ? likelihoodOfOverrun(first, last) : fromLeft ? CLEAR : -CLEAR;
        CorruptionReport report = fromLeft && likelihood >= 0
                ? overrun(first, left == first ? right : extents.after(first, top), farther, top, operation)
                : fromRight ? underrun(right == last ? left : extents.before(last, top), last, farther, top, operation)
                : overwritten(left, right, top, operation);
        return Math.abs(likelihood) >= CLEAR ? report : report.withOrigins(List.of("what was written fits an "
                + (likelihood >= 0 ? "underrun of block " + last.block() : "overrun of block " + first.block())
                + " as well: look at both"));
    }

    /**
     * {@return more than 0 if something was more likely written past the end of a block than before the start of another
     * one; less than {@link #CLEAR} either way if it isn't clear} What starts at the end of the one came from there, what
     * ends at the start of the other from that; what was written over more than both continues what is there already.
     */
    private int likelihoodOfOverrun(Extent left, Extent right) {
        boolean starts = damageBetween(left, null).touches(left.tail(), left.tail() + 1);
        boolean ends = damageBetween(null, right).touches(right.block() - 2, right.block() - 1);
        return starts != ends ? starts ? CLEAR : -CLEAR : continuesAt(right.block()) - continuesAt(left.tail());
    }

    /** How alike bytes on both sides of a border are: what was written across it at once often is. */
    private int continuesAt(long border) {
        int alike = 0;
        for (long i = 0; i < 16 && border - 1 - i >= 0 && border + i < region.byteSize(); i++) {
            alike += region.getByte(border + i) == region.getByte(border - 1 - i) ? 1 : 0;
        }
        return alike;
    }

    private CorruptionReport overrun(Extent block, Extent next, boolean farther, long top, String operation) {
        boolean adjacent = next != null && next.fragment() == block.end();
        Damage damage = damageBetween(block, adjacent ? next : null);
        long to = damage.lastFrom(damage.first());
        // A byte of a header can happen to be what was written: only in a guard is it known where the damage ends.
        // And the last byte that is known may happen to be right.
        boolean isVague = adjacent ? to >= block.end() && to < next.block() - Long.BYTES || to >= next.block() - 2
                : to == block.end() - 1;
        isVague |= damage.goesOnBehind(to);
        return made(Kind.OVERRUN, block, to + 1 - block.tail(), farther || isVague,
                damage.evidence(block.tail(), to), top, operation);
    }

    private CorruptionReport underrun(Extent before, Extent block, boolean farther, long top, String operation) {
        boolean adjacent = before != null && before.end() == block.fragment();
        Damage damage = damageBetween(adjacent ? before : null, block);
        long from = damage.firstTo(block.block() - 1);
        boolean hasTag = block.block() - Long.BYTES > block.fragment() + QMallocLayout.TAG;
        boolean isVague = from < block.block() - Long.BYTES || hasTag && from == block.block() - Long.BYTES
                || damage.goesOnBefore(from);
        return made(Kind.UNDERRUN, block, block.block() - from, farther || isVague,
                damage.evidence(from, block.block() - 1), top, operation);
    }

    private CorruptionReport overwritten(Extent left, Extent right, long top, String operation) {
        Damage damage = damageBetween(left, right);
        return made(Kind.HEADER_OVERWRITTEN, right == null ? left : right, -1, false,
                damage.isEmpty() ? Evidence.NONE : damage.evidence(damage.first(), damage.last()), top, operation);
    }

    private CorruptionReport made(Kind kind, Extent block, long distance, boolean orMore, Evidence evidence, long top,
                                  String operation) {
        long culprit = kind == Kind.HEADER_OVERWRITTEN ? -1 : block.block();
        return new CorruptionReport(kind, region.name(), block.block(), block.byteSize(), distance, orMore, evidence,
                extents.neighbourBefore(block, top), extents.neighbourAfter(block, top), culprit,
                block.isKnown() ? Header.pid(block.header()) : 0, 0, Noticed.here(operation), List.of());
    }

    /** {@return what was written to a freed block} @param block it @param size of its fragment @param operation what noticed */
    HeapCorruptionException writtenAfterFree(long block, long size, String operation) {
        long top = heap.heapTop();
        long header = blocks.header(block);
        boolean isKnown = blocks.isIntact(block, header);
        Extent extent = new Extent(block, block - heap.blockStart(), size, true, header, isKnown,
                isKnown ? blocks.byteSize(size, header) : -1);
        long last = extent.end() - Long.BYTES;
        long at = block;
        while (at < last && region.getByte(at) == QMallocLayout.PATTERN_BYTE) {
            at++;
        }
        HexText should = new HexText();
        HexText is = new HexText();
        for (long i = at; i < Math.min(at + 16, extent.end()); i++) {
            if (i < last) {
                should.add(QMallocLayout.PATTERN_BYTE);
            } else {
                should.addUnknown();
            }
            is.add(region.getByte(i));
        }
        boolean inside = isKnown && (at < last || !secret.isIntact(last, region.getLong(last)));
        long word = region.getLong(last);
        return new HeapCorruptionException(new CorruptionReport(
                inside ? Kind.WRITE_AFTER_FREE : Kind.HEADER_OVERWRITTEN, region.name(), block, extent.byteSize(),
                inside ? at - block : -1, false,
                inside ? new Evidence(at, should.toString(), is.toString()) : Evidence.NONE,
                extents.neighbourBefore(extent, top), extents.neighbourAfter(extent, top), inside ? block : -1,
                isKnown ? Header.pid(header) : 0, secret.isIntact(last, word) ? Secret.payload(word) : 0,
                Noticed.here(operation), List.of()));
    }

    /** {@return that a table of the pool's own was overwritten} @param at where @param what which one @param operation what noticed */
    HeapCorruptionException table(long at, String what, String operation) {
        HexText is = new HexText();
        for (long i = at; i < at + Long.BYTES; i++) {
            is.add(region.getByte(i));
        }
        return new HeapCorruptionException(bare(Kind.TABLE_OVERWRITTEN, -1, -1, new Evidence(at, "", is.toString()),
                operation, "it was the " + what));
    }

    /**
     * {@return why the list of what waits in the quarantine can't be followed} Most often somebody wrote past the end of the
     * live block before a fragment that waits.
     *
     * @param damaged where it ends
     * @param at      the word that was followed
     * @param what    what that word is
     */
    HeapCorruptionException unfollowable(long damaged, long at, String what) {
        HeapCorruptionException before = damageBefore(damaged, "quarantine");
        return before != null ? before : table(at, what, "quarantine");
    }

    /** {@return what the shared heap found out by itself, with a report} @param found its own words @param operation what noticed */
    HeapCorruptionException explained(HeapCorruptionException found, String operation) {
        if (found.report().isPresent()) {
            return found;
        }
        HeapCorruptionException before = found.at() < 0 ? null : damageBefore(found.at(), operation);
        return before != null ? before : new HeapCorruptionException(bare(Kind.TABLE_OVERWRITTEN, -1, -1, Evidence.NONE,
                operation, found.getMessage()));
    }

    /** What overwrote a fragment that nobody owns most often wrote past the end of the live block before it. */
    private HeapCorruptionException damageBefore(long at, String operation) {
        long top = heap.heapTop();
        long block = at < heap.heapStart() || at >= top ? -1 : heap.liveBefore(at, heap.heapStart());
        if (block < 0) {
            return null;
        }
        Extent near = extents.of(block, top);
        return damageBetween(near, null).isThere()
                ? new HeapCorruptionException(report(near, extents.after(near, top), top, operation)) : null;
    }

    /** Says that a table is damaged if a number is no live block only because its mark was lost. */
    void refuseUnmarked(long block, long top) {
        if (extents.isUnmarked(block, top)) {
            throw table(heap.markOf(block), "mark of the live block " + block + ", which isn't there", "free");
        }
    }

    /** {@return what a number is that is no live block} @param block the number @param top where fragments end */
    IllegalBlockException illegal(long block, long top) {
        Freed freed = Freed.find(block, top, heap, blocks, region, secret);
        CorruptionReport report = new CorruptionReport(freed.kind(), region.name(), block, freed.byteSize(), -1, false,
                Evidence.NONE, Neighbour.UNKNOWN, Neighbour.UNKNOWN, -1, freed.allocatedBy(), freed.freedBy(),
                Noticed.here("free"), List.of(freed.sentence()));
        return new IllegalBlockException("block not live: block=" + block + " pool=" + region.name() + "; "
                + freed.sentence(), block, report);
    }

    private CorruptionReport bare(Kind kind, long block, long byteSize, Evidence evidence, String operation, String line) {
        return new CorruptionReport(kind, region.name(), block, byteSize, -1, false, evidence, Neighbour.UNKNOWN,
                Neighbour.UNKNOWN, -1, 0, 0, Noticed.here(operation), List.of(line));
    }
}
