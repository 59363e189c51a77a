package dev.dbpool.benchmarks.results;

import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was measured, from the names of the jars on the class path. */
public final class Versions {
    /** The last number that a version may begin with: some artifacts have one in their name, too. */
    private static final Pattern JAR = Pattern.compile("(.+)-(\\d[^/-]*(?:-[a-zA-Z][^/]*)?)\\.jar");

    /** Set by {@code ./dev bench}. */
    private static final String COMMIT = "bench.commit";

    private Versions() {}

    /** The versions of these artifacts, as far as they are there; ours is the commit, if the command tells it. */
    public static SortedMap<String, String> of(Set<String> artifacts) {
        SortedMap<String, String> versions = new TreeMap<>();
        versions.put(Names.DB_POOL, System.getProperty(COMMIT, "of an unknown commit"));
        for (String entry : System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1)) {
            Matcher jar = JAR.matcher(String.valueOf(Path.of(entry).getFileName()));
            if (jar.matches() && artifacts.contains(jar.group(1))) {
                versions.put(jar.group(1), jar.group(2));
            }
        }
        return versions;
    }
}
