/** HP_MALLOC. Found by its name; hosts don't see it. */
package org.malloc4j.hpmalloc;
