package org.malloc4j.boot;

import org.malloc4j.spi.AllocatorProvider;

/** Chooses whose class path is searched for plug-ins and configuration. */
final class PluginLoader {
    private PluginLoader() {
    }

    /**
     * {@return the thread's context class loader, or malloc4j's own} The latter if the thread has none, or one that
     * doesn't lead here: no plug-in that it finds would be one of ours.
     */
    static ClassLoader visible() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null && leadsHere(context) ? context : PluginLoader.class.getClassLoader();
    }

    private static boolean leadsHere(ClassLoader loader) {
        try {
            return Class.forName(AllocatorProvider.class.getName(), false, loader) == AllocatorProvider.class;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
