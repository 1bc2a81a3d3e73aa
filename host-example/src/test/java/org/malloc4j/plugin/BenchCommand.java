package org.malloc4j.plugin;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The command that {@code mvn -Pbench verify} ends with, as it stands in the build file, run with the classes of the tests. */
record BenchCommand(int status, String output) {
    private static final String ARGUMENTS = "/project/profiles/profile[id='bench']/build/plugins/plugin"
            + "[artifactId='exec-maven-plugin']/executions/execution/configuration/arguments/argument";
    private static final int PATIENCE_SECONDS = 180;

    /** Runs it to its end. @param host the host-example folder @param results where results go @param options what is asked for */
    static BenchCommand run(Path host, Path results, Map<String, String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (String argument : arguments(host.resolve("pom.xml"))) {
            command.add(argument
                    .replace("${test.classes}", host.resolve("target/test-classes").toString())
                    .replace("${project.build.outputDirectory}", host.resolve("target/classes").toString())
                    .replace("${bench.class.path}", System.getProperty("java.class.path"))
                    .replace("${path.separator}", File.pathSeparator)
                    .replace("${project.basedir}", host.toString())
                    .replace("${project.build.directory}/bench", results.toString()));
        }
        command.replaceAll(argument -> filled(argument, options));
        return run(command);
    }

    private static String filled(String argument, Map<String, String> options) {
        String filled = argument;
        for (String key : List.of("bench", "contenders", "threads", "seconds", "rounds", "settings")) {
            filled = filled.replace("${" + key + "}", options.getOrDefault(key, ""));
        }
        return filled;
    }

    private static List<String> arguments(Path pom) throws Exception {
        Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        XPath path = XPathFactory.newInstance().newXPath();
        NodeList nodes = (NodeList) path.evaluate(ARGUMENTS, document, XPathConstants.NODESET);
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            arguments.add(nodes.item(i).getTextContent());
        }
        return arguments;
    }

    private static BenchCommand run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("bench", ".out");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(command + " didn't end in time: " + Files.readString(output));
            }
            return new BenchCommand(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }
}
