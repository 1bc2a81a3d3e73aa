package org.malloc4j.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.MalformedURLException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JarTest {

    @ParameterizedTest
    @CsvSource({"jar:file:/a/b.jar!/META-INF/services/x, /a/b.jar, b.jar", "jar:file:///a/b.jar!/META-INF/services/x, /a/b.jar, b.jar",
            "file:/a/target/classes/META-INF/services/x, /a/target/classes, /a/target/classes",
            "jar:file:/a%20b/c+d.jar!/META-INF/services/x, /a b/c+d.jar, c+d.jar"})
    void shouldKnowWhereAServiceFileWasFound(String url, String path, String name) throws MalformedURLException {
        Jar jar = Jar.of(URI.create(url).toURL(), "META-INF/services/x");
        assertEquals(path, jar.path());
        assertEquals(name, jar.name());
    }

    @Test
    void shouldKnowWhereAClassWasLoadedFrom() {
        assertEquals("the JDK", Jar.of(String.class).path());
        assertEquals("test-classes", Jar.of(JarTest.class).path().replaceFirst(".*/", ""));
        assertEquals("a.jar, /b", Jar.names(List.of(new Jar("/x/a.jar"), new Jar("/b"))));
    }
}
