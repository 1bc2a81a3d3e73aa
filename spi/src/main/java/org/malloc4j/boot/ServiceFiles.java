package org.malloc4j.boot;

import com.google.common.collect.ImmutableSetMultimap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/**
 * The files by which the class path announces plug-ins. {@link java.util.ServiceLoader} reads them too, but doesn't say
 * which jar announced a class that can't be loaded, and hides that two jars announced the same one.
 */
final class ServiceFiles {
    private ServiceFiles() {
    }

    /** {@return the announced classes, each with the jars that do} */
    static ImmutableSetMultimap<String, Jar> read(Class<?> service, ClassLoader loader) {
        String file = "META-INF/services/" + service.getName();
        ImmutableSetMultimap.Builder<String, Jar> announced = ImmutableSetMultimap.builder();
        try {
            for (URL url : Collections.list(loader.getResources(file))) {
                classNames(url).forEach(className -> announced.put(className, Jar.of(url, file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the class path can't be searched for " + file, e);
        }
        return announced.build();
    }

    private static List<String> classNames(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }
}
