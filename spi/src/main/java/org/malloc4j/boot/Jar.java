package org.malloc4j.boot;

import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.Collection;
import java.util.StringJoiner;

/**
 * Where a plug-in came from: a jar, or a directory of classes.
 *
 * @param path where that is
 */
record Jar(String path) {

    /** {@return where a class was loaded from} */
    static Jar of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null ? new Jar("the JDK") : of(source.getLocation(), "");
    }

    /** {@return where a file was found} @param url the file's @param file its path inside the jar */
    static Jar of(URL url, String file) {
        String path = url.toString();
        path = path.substring(0, path.length() - file.length());
        path = path.replaceFirst("^(jar:)?file:(//)?", "").replaceFirst("[!/]+$", "");
        return new Jar(URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    /** {@return the jar's file name; the whole path of a directory} */
    String name() {
        return path.endsWith(".jar") ? path.substring(path.lastIndexOf('/') + 1) : path;
    }

    /** {@return the names of some jars, as a list for a sentence} */
    static String names(Collection<Jar> jars) {
        StringJoiner names = new StringJoiner(", ");
        for (Jar jar : jars) {
            names.add(jar.name());
        }
        return names.toString();
    }
}
