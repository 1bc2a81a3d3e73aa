package org.malloc4j.hpmalloc;

import com.typesafe.config.Config;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;

/** Allocators that fold what others freed in a wrong way. */
enum FaultyFolds implements CommonHeap.SpansMaker {
    /** First the remote bit, then the live one: in between, and if killed there for ever, nobody knows that it was freed. */
    REMOTE_WORD_FIRST {
        @Override
        public Spans make(Region region, HpMallocLayout layout, long tag, long tables) {
            return new Spans(region, layout, tag, tables) {
                @Override
                void foldWord(long at, long bits) {
                    clearRemote(at, bits);
                    pause();
                    region.putLongRelease(at, region.getLong(at) & ~bits);
                }
            };
        }
    };

    private static final int SPINS = 200;

    /** Gives others time to look at what is half done. */
    static void pause() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
        }
    }

    /** {@return spans that are folded in the right order, only slowly} */
    static Spans slow(Region region, HpMallocLayout layout, long tag, long tables) {
        return new Spans(region, layout, tag, tables) {
            @Override
            void foldWord(long at, long bits) {
                region.putLongRelease(at, region.getLong(at) & ~bits);
                pause();
                clearRemote(at, bits);
            }
        };
    }

    /** {@return a provider of such an allocator} */
    AllocatorProvider provider() {
        HpMallocProvider sound = new HpMallocProvider();
        return new AllocatorProvider() {
            @Override
            public String name() {
                return sound.name();
            }

            @Override
            public int spiVersion() {
                return SPI_VERSION;
            }

            @Override
            public int layoutVersion() {
                return sound.layoutVersion();
            }

            @Override
            public long minimumByteSize(long tagByteSize) {
                return sound.minimumByteSize(tagByteSize);
            }

            @Override
            public Allocator format(Region region, long tagByteSize, Config config) {
                return HpMallocAllocator.of(CommonHeap.format(region, tagByteSize, FaultyFolds.this),
                        HpMallocSettings.of(config));
            }

            @Override
            public Allocator attach(Region region, long tagByteSize, Config config) {
                return HpMallocAllocator.of(CommonHeap.attach(region, tagByteSize, FaultyFolds.this),
                        HpMallocSettings.of(config));
            }

            @Override
            public boolean growsInSteps() {
                return sound.growsInSteps();
            }
        };
    }
}
