package org.malloc4j.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Somebody who writes an allocator with nothing but the README: types off its listings and follows its steps. */
final class ReadmeAuthor {
    private static final Pattern LISTING = Pattern.compile("^( *)```(\\w*)\n(.*?)^ *```$", Pattern.DOTALL | Pattern.MULTILINE);

    private final Path workplace;
    private final List<String> listings = new ArrayList<>();

    ReadmeAuthor(Path readme, Path workplace) throws IOException {
        this.workplace = workplace;
        Matcher matcher = LISTING.matcher(Files.readString(readme));
        while (matcher.find()) {
            listings.add(matcher.group(3).replaceAll("(?m)^" + matcher.group(1), ""));
        }
    }

    /** Types off the listing that declares a class. {@return the source file} */
    Path type(String className) throws IOException {
        String listing = listings.stream()
                .filter(text -> text.startsWith("package ") && text.contains("class " + className + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the README has no listing of class " + className));
        String folder = listing.substring("package ".length(), listing.indexOf(';')).replace('.', '/');
        Path file = workplace.resolve(folder).resolve(className + ".java");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, listing);
    }

    /** Types off the listing of one line that names the provider. {@return the service file} */
    Path typeServiceFile(String providerName) throws IOException {
        String line = listings.stream()
                .filter(text -> text.strip().equals(providerName))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the README doesn't say what the service file holds"));
        Path file = workplace.resolve("META-INF/services/org.malloc4j.spi.AllocatorProvider");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, line);
    }

    /** Compiles sources. {@return where the classes are} */
    Path compile(String classPath, Path... sources) throws IOException, InterruptedException {
        Path out = Files.createDirectories(workplace.resolve("out"));
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-d", out.toString(), "-cp", classPath));
        Stream.of(sources).map(Path::toString).forEach(command::add);
        Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
        String complaints = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (javac.waitFor() != 0) {
            throw new AssertionError("the README's listings don't compile: " + complaints);
        }
        return out;
    }

    /** Packs the classes and the service file into a jar. */
    void pack(Path jar, Path classes, Path serviceFile) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file);
                Stream<Path> found = Files.walk(classes)) {
            for (Path one : found.filter(Files::isRegularFile).toList()) {
                add(out, classes.relativize(one), one);
            }
            add(out, workplace.relativize(serviceFile), serviceFile);
        }
    }

    private static void add(JarOutputStream out, Path name, Path content) throws IOException {
        out.putNextEntry(new JarEntry(name.toString()));
        Files.copy(content, out);
        out.closeEntry();
    }
}
