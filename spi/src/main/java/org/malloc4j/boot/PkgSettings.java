package org.malloc4j.boot;

/**
 * The settings of the private pool: {@code malloc4j.pkg}.
 *
 * @param allocator       which allocator serves it
 * @param byteSize        the size of the pool, in bytes
 * @param confined        whether it belongs to one thread
 * @param onCorruption    what happens when its memory turns out to be damaged
 * @param alarmPercentage the use, in percent, whose crossing is worth a warning; 0 is off
 */
record PkgSettings(AllocatorChoice allocator, long byteSize, boolean confined, OnCorruption onCorruption, int alarmPercentage) {
}
