/**
 * {@code _DBG}: remembers which line of code made every live block, for any allocator. Found by its suffix; hosts don't
 * see it.
 */
package org.malloc4j.debug;
