/** Q_MALLOC: guards, quarantine and patrol on the shared heap. Found by its name; hosts don't see it. */
package org.malloc4j.qmalloc;
