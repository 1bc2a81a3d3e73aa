/** HP_MALLOC: the allocator for many cores and many processes. */
module org.malloc4j.hpmalloc {
    requires transitive org.malloc4j;

    exports org.malloc4j.hpmalloc;

    provides org.malloc4j.spi.AllocatorProvider with org.malloc4j.hpmalloc.HpMallocProvider;
}
