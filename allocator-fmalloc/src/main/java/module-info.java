/** F_MALLOC: the fast and lean allocator. */
module org.malloc4j.fmalloc {
    requires transitive org.malloc4j;

    exports org.malloc4j.fmalloc;

    provides org.malloc4j.spi.AllocatorProvider with org.malloc4j.fmalloc.FMallocProvider;
}
