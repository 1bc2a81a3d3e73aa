/** {@code _DBG} for every allocator, and the {@code mi} command. */
module org.malloc4j.debug {
    requires transitive org.malloc4j;
    requires com.google.common;
    requires info.picocli;
    requires org.slf4j;

    exports org.malloc4j.debug;
    opens org.malloc4j.debug.cli to info.picocli;

    provides org.malloc4j.spi.AllocatorDecorator with org.malloc4j.debug.DebugDecorator;
}
