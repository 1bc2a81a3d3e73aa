package org.malloc4j.boot;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.malloc4j.MemoryBootException;

/** Reads settings as a host would whose class path holds these plug-ins and no others. */
final class PluginPath extends URLClassLoader {

    PluginPath(Path... jars) {
        super(Stream.of(jars).map(PluginPath::url).toArray(URL[]::new), PluginPath.class.getClassLoader());
    }

    /** Hides the plug-ins that other tests brought along. */
    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.startsWith("META-INF/services/org.malloc4j.spi.") ? findResources(name) : super.getResources(name);
    }

    MemorySettings read(Config config) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(this);
        try {
            return SettingsReader.read(config);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** {@return what is wrong with a configuration} */
    List<String> problems(Config config) {
        try {
            return List.of("read without a problem: " + read(config));
        } catch (MemoryBootException e) {
            return e.problems();
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
