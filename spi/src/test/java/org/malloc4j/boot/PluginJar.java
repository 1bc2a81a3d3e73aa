package org.malloc4j.boot;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.malloc4j.spi.AllocatorDecorator;
import org.malloc4j.spi.AllocatorProvider;

/** Makes the jars that plug-ins come in, good ones and broken ones, while a test runs. */
final class PluginJar {
    private final Path directory;

    PluginJar(Path directory) {
        this.directory = directory;
    }

    /** {@return a jar with an allocator that answers to a name} */
    Path allocator(String jar, String className, String name) throws IOException {
        return allocator(jar, className, "", "return \"" + name + "\";", AllocatorProvider.SPI_VERSION);
    }

    /** {@return a jar with an allocator} @param members more members @param nameBody the body of {@code name()} */
    Path allocator(String jar, String className, String members, String nameBody, int spiVersion) throws IOException {
        return jar(jar, AllocatorProvider.class, className, """
                package acme;
                public class %s implements org.malloc4j.spi.AllocatorProvider {
                    %s
                    public String name() { %s }
                    public int spiVersion() { return %d; }
                    public int layoutVersion() { return 1; }
                    public long minimumByteSize(long tagByteSize) { return 4096; }
                    public org.malloc4j.spi.Allocator format(
                            org.malloc4j.spi.Region region, long tagByteSize, com.typesafe.config.Config config) {
                        throw new UnsupportedOperationException();
                    }
                    public org.malloc4j.spi.Allocator attach(
                            org.malloc4j.spi.Region region, long tagByteSize, com.typesafe.config.Config config) {
                        throw new UnsupportedOperationException();
                    }
                }
                """.formatted(className, members, nameBody, spiVersion));
    }

    /** {@return a jar with a decorator that answers to a suffix} */
    Path decorator(String jar, String className, String suffix) throws IOException {
        return jar(jar, AllocatorDecorator.class, className, """
                package acme;
                public class %s implements org.malloc4j.spi.AllocatorDecorator {
                    public String suffix() { return "%s"; }
                    public int spiVersion() { return %d; }
                    public int layoutVersion() { return 1; }
                    public long tagByteSize(com.typesafe.config.Config config) { return 8; }
                    public long areaByteSize(long regionByteSize, com.typesafe.config.Config config) { return 0; }
                    public org.malloc4j.spi.Allocator decorate(org.malloc4j.spi.Allocator allocator,
                            org.malloc4j.spi.Region region, org.malloc4j.spi.Region area,
                            com.typesafe.config.Config config) {
                        return allocator;
                    }
                }
                """.formatted(className, suffix, AllocatorProvider.SPI_VERSION));
    }

    /** {@return a jar that announces a class of the package acme; classes whose names contain Lost aren't in it} */
    Path jar(String name, Class<?> service, String className, String source) throws IOException {
        Path classes = Files.createTempDirectory(directory, "classes");
        compile(className, source, classes);
        Path file = directory.resolve(name);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest());
                Stream<Path> compiled = Files.list(classes.resolve("acme"))) {
            write(jar, "META-INF/services/" + service.getName(), ("acme." + className).getBytes(StandardCharsets.UTF_8));
            for (Path path : compiled.filter(path -> !path.getFileName().toString().contains("Lost")).toList()) {
                write(jar, "acme/" + path.getFileName(), Files.readAllBytes(path));
            }
            if (Files.exists(directory.resolve("reference.conf"))) {
                write(jar, "reference.conf", Files.readAllBytes(directory.resolve("reference.conf")));
            }
        }
        return file;
    }

    private static void compile(String className, String source, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file = new SimpleJavaFileObject(
                URI.create("string:///acme/" + className + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        List<String> options = List.of("-d", classes.toString(), "-proc:none",
                "-classpath", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        if (!compiler.getTask(null, null, null, options, null, List.of(file)).call()) {
            throw new IllegalArgumentException("does not compile: " + source);
        }
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "1.2");
        return manifest;
    }

    private static void write(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
        jar.closeEntry();
    }
}
