/** F_MALLOC: one lock, constant-time good fit, 8 bytes beside a live block. Found by its name; hosts don't see it. */
package org.malloc4j.fmalloc;
