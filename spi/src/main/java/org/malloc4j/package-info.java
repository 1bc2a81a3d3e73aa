/**
 * What a host sees: {@link org.malloc4j.Memory}, its two {@linkplain org.malloc4j.Pool pools} and the exceptions.
 *
 * <p>Sizes and offsets are in bytes. Passing null to any method of this package throws
 * {@link java.lang.NullPointerException}. Every type is safe for use by many threads unless it says otherwise.
 */
package org.malloc4j;
