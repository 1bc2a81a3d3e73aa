/** Q_MALLOC: the allocator that finds corruption when it happens. */
module org.malloc4j.qmalloc {
    requires transitive org.malloc4j;

    exports org.malloc4j.qmalloc;

    provides org.malloc4j.spi.AllocatorProvider with org.malloc4j.qmalloc.QMallocProvider;
}
