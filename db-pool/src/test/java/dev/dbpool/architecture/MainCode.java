package dev.dbpool.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.dbpool.metrics.PoolMetric;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The library as it was compiled, without its tests. */
final class MainCode {
    static final Path FOLDER = folder();
    static final JavaClasses CLASSES = new ClassFileImporter().importPath(FOLDER);
    static final ModuleDescriptor MODULE =
            ModuleFinder.of(FOLDER).find("dev.dbpool").orElseThrow().descriptor();

    /** The packages that users see; one that only the driver may reach is none of them. */
    static String[] exportedPackages() {
        return MODULE.exports().stream()
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .toArray(String[]::new);
    }

    private static Path folder() {
        try {
            return Path.of(PoolMetric.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private MainCode() {}
}
