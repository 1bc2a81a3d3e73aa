package org.malloc4j.boot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files by which the class path announces plug-ins. {@link java.util.ServiceLoader} reads them too, but doesn't say
 * which jar announced a class that can't be loaded, and hides that two jars announced the same one.
 */
final class ServiceFiles {
    private ServiceFiles() {
    }

    /** {@return the announced classes, each with the jars that do} */
    static Map<String, List<Jar>> read(Class<?> service, ClassLoader loader) {
        String file = "META-INF/services/" + service.getName();
        Map<String, List<Jar>> announced = new LinkedHashMap<>();
        try {
            Enumeration<URL> urls = loader.getResources(file);
            while (urls.hasMoreElements()) {
                URL url = urls.nextElement();
                Jar jar = Jar.of(url, file);
                for (String className : classNames(url)) {
                    List<Jar> jars = announced.getOrDefault(className, new ArrayList<>());
                    if (!jars.contains(jar)) {
                        jars.add(jar);
                    }
                    announced.put(className, jars);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the class path can't be searched for " + file, e);
        }
        return announced;
    }

    private static Set<String> classNames(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        Set<String> names = new LinkedHashSet<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int comment = line.indexOf('#');
                String name = (comment < 0 ? line : line.substring(0, comment)).strip();
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        return names;
    }
}
