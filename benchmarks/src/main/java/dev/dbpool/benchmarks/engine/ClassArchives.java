package dev.dbpool.benchmarks.engine;

import dev.dbpool.benchmarks.child.Child;
import dev.dbpool.benchmarks.peers.Arm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Archives of loaded classes, made by a run of {@link FirstConnection} that is not measured. The JVM archives classes of
 * jars only, so folders on the class path are packed into some.
 */
final class ClassArchives {
    private final Path folder;
    private final String classPath;

    /** @param folder where they are written, empty */
    ClassArchives(Path folder) throws IOException {
        this.folder = folder;
        this.classPath = ofJars();
    }

    private String ofJars() throws IOException {
        String separator = System.getProperty("path.separator");
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(separator, -1)) {
            jars.add(Files.isDirectory(Path.of(entry)) ? packed(Path.of(entry), jars.size()) : entry);
        }
        return String.join(separator, jars);
    }

    private String packed(Path classes, int number) throws IOException {
        Path jar = folder.resolve("packed-" + number + ".jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
                Files.copy(each, out);
            }
        }
        return jar.toString();
    }

    /** Options for a JVM that takes the classes of the arm from an archive of AppCDS. */
    List<String> appCds(Arm arm) throws IOException, InterruptedException {
        return trained(arm, "jsa", "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=");
    }

    /** The same from an AOT cache, which JDK 25 knows how to make in one step. */
    List<String> aotCache(Arm arm) throws IOException, InterruptedException {
        return trained(arm, "aot", "-XX:AOTCacheOutput=", "-XX:AOTCache=");
    }

    private List<String> trained(Arm arm, String ending, String making, String using)
            throws IOException, InterruptedException {
        Path archive = folder.resolve(arm.name() + "." + ending);
        Child.run(List.of("-cp", classPath, making + archive), FirstConnection.class, arm.name());
        if (!Files.exists(archive)) {
            throw new IOException("the JVM has made no archive " + archive);
        }
        return List.of("-cp", classPath, using + archive);
    }
}
