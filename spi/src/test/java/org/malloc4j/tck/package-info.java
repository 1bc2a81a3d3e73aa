/**
 * The contract kit: how a provider proves an allocator. {@link org.malloc4j.tck.AllocatorContract} is the one class to
 * extend; it names what to add to the project. It comes as the test-jar of {@code org.malloc4j:malloc4j-spi}.
 */
package org.malloc4j.tck;
