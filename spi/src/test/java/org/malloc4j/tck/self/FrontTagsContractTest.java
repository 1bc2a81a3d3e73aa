package org.malloc4j.tck.self;

import com.typesafe.config.Config;
import org.malloc4j.spi.Allocator;
import org.malloc4j.spi.AllocatorProvider;
import org.malloc4j.spi.Region;
import org.malloc4j.spi.support.FrontTags;
import org.malloc4j.tck.AllocatorContract;

/** An allocator that has no place for tags keeps the contract with tags in front of its blocks. */
class FrontTagsContractTest extends AllocatorContract {

    @Override
    protected AllocatorProvider provider() {
        return new Provider();
    }

    /** The reference with tags in front. */
    private static final class Provider extends ReferenceProvider {
        @Override
        public String name() {
            return "REFERENCE_WITH_TAGS_IN_FRONT";
        }

        @Override
        public Allocator format(Region region, long tagByteSize, Config config) {
            return FrontTags.of(super.format(region, 0, config), region, tagByteSize);
        }

        @Override
        public Allocator attach(Region region, long tagByteSize, Config config) {
            throw new UnsupportedOperationException("what aligned blocks take is counted on the Java heap");
        }
    }
}
