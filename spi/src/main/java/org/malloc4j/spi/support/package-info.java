/**
 * Building blocks that a provider may use: the recoverable lock and its redo record, free lists with occupancy bitmaps,
 * boundary tags, marks of where live blocks start, and {@link org.malloc4j.spi.support.FragmentHeap}, the heap made of
 * them.
 *
 * <p>Sizes and offsets are in bytes, from the start of the region. Classes named {@code ...Descriptor} draw what lies in
 * the region and hold one constant for each field; they have no state. Unless a class says otherwise, its methods are
 * called with the heap's lock held.
 */
package org.malloc4j.spi.support;
