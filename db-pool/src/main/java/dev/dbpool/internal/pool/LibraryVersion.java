package dev.dbpool.internal.pool;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this library, as the build wrote it. */
final class LibraryVersion {
    static final String TEXT = read();

    private LibraryVersion() {}

    private static String read() {
        Properties properties = new Properties();
        try (InputStream built = LibraryVersion.class.getResourceAsStream("version.properties")) {
            if (built != null) {
                properties.load(built);
            }
        } catch (IOException unreadable) {
            // only a label of a metric depends on it
        }
        String version = properties.getProperty("version", "unknown");
        // Run from sources that no build has filled in.
        return version.startsWith("$") ? "unknown" : version;
    }
}
