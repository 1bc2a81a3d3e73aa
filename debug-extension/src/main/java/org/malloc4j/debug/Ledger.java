package org.malloc4j.debug;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.malloc4j.spi.Attribution;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.Sharing;
import org.malloc4j.spi.Tagged;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The decorator's books of one pool: what is written into tags and area, and what is read there. */
final class Ledger {
    private static final Logger LOGGER = LoggerFactory.getLogger(Ledger.class);

    private final String pool;
    private final boolean confined;
    private final Texts texts;
    private final Rates rates;
    private final Tags tags;
    private final ThreadNames threads;
    private final LongAdder lost = new LongAdder();
    private final AtomicBoolean saidLost = new AtomicBoolean();

    Ledger(Tagged tagged, Region region, Region area) {
        this.pool = region.name();
        this.confined = region.sharing() == Sharing.CONFINED;
        this.texts = new Texts(area);
        this.rates = new Rates(area);
        this.tags = Tags.of(tagged, region, texts, rates, TagFilter.of(area));
        this.threads = new ThreadNames(texts);
    }

    /** {@return whether the pool belongs to one thread} */
    boolean isConfined() {
        return confined;
    }

    Tags tags() {
        return tags;
    }

    long originsLost() {
        return lost.sum();
    }

    boolean isSampled() {
        return rates.isSampled();
    }

    /** {@return the number of a rate, once it is known that there can be one} @param byteSize the mean distance */
    int rate(long byteSize) {
        if (byteSize < 0 || byteSize > Sampler.MAX_BYTE_SIZE) {
            throw new IllegalArgumentException("not a mean distance of samples: byteSize=" + byteSize
                    + "; allowed: 1 to " + Sampler.MAX_BYTE_SIZE + " bytes, or 0 to track every block");
        }
        int number = byteSize == 0 ? 0 : rates.number(byteSize);
        if (number < 0) {
            throw new IllegalArgumentException("too many rates of samples: byteSize=" + byteSize + " pool=" + pool
                    + "; the pool's tags have room for " + AreaDescriptor.RATES + " in its life. Use one of those, or 0 to "
                    + "track every block.");
        }
        return number;
    }

    /** Writes down who made a block. @param rate the number of the rate at which it was taken */
    void remember(long block, long byteSize, CallSite site, int rate) {
        tags.write(block, byteSize, number(site), threads.current(), rate);
    }

    /** {@return a freed block's state word} @param state what it was in life @param site who frees it */
    long freed(long state, CallSite site) {
        return TagDescriptor.freed(state, number(site));
    }

    Attribution read(long block, boolean live) {
        return tags.read(block, live);
    }

    /**
     * {@return what is wrong with the area, in a sentence; empty if nothing is}
     *
     * @param nameless how many live blocks name texts that are gone
     */
    String damage(long nameless) {
        return nameless == 0 && texts.isIntact() && rates.isIntact() ? ""
                : "origins are damaged: pool=" + pool + " blocks=" + nameless + "; something overwrote the area where they are "
                        + "kept. Lines of code are missing or unknown; the blocks themselves were checked apart from that";
    }

    private int number(CallSite site) {
        int number = site.number(texts);
        if (number == Texts.NONE) {
            lost.increment();
            if (!saidLost.getAndSet(true)) {
                LOGGER.warn("origins find no place: pool={}; {} and others will be reported as unknown. Raise "
                        + "malloc4j.debug.area-size, or the size of the pool, an eighth of which it may take.", pool, site);
            }
        }
        return number;
    }
}
