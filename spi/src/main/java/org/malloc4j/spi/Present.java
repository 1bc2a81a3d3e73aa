package org.malloc4j.spi;

/** The null object of {@link Backing}: memory whose pages are all there. */
enum Present implements Backing {
    INSTANCE;

    @Override
    public boolean reserve(long offset, long byteSize) {
        return true;
    }
}
