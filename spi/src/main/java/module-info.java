/**
 * Off-heap memory for JVM programs whose allocator is a choice: what a host sees ({@link org.malloc4j}) and what a
 * provider of an allocator sees ({@link org.malloc4j.spi}).
 */
module org.malloc4j {
    requires transitive typesafe.config;
    requires com.google.common;
    requires java.management;
    requires transitive jdk.jfr;
    requires jdk.net;
    requires org.slf4j;

    exports org.malloc4j;
    exports org.malloc4j.management;
    exports org.malloc4j.spi;
    exports org.malloc4j.spi.support;

    uses org.malloc4j.MemoryBooter;
    uses org.malloc4j.management.PoolObserver;
    uses org.malloc4j.spi.AllocatorDecorator;
    uses org.malloc4j.spi.AllocatorProvider;

    provides org.malloc4j.management.PoolObserver with org.malloc4j.boot.Observer;
    provides org.malloc4j.MemoryBooter with org.malloc4j.boot.ConfiguredBooter;
}
