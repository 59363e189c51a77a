package dev.dbpool.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.testkit.PostgresServer;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other tests run on the class path; here a consumer has the library on its module path. */
class ModuleTest {
    private static final String MODULE_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.equals(MainCode.FOLDER.toString()) || isOurDependency(entry))
            .collect(Collectors.joining(File.pathSeparator));

    @TempDir
    Path work;

    @Test
    void consumerResolvesAndCallsTheModule() throws Exception {
        assertThat(compile("return dev.dbpool.metrics.PoolMetric.CONNECTIONS.fullName();"))
                .isEmpty();

        assertThat(resolveAndCall()).isEqualTo("db_pool_connections");
    }

    @Test
    void thePoolServesAModularConsumer() throws Exception {
        System.setProperty("consumer.url", PostgresServer.shared().url());
        String body = """
                try (dev.dbpool.DbPool pool = dev.dbpool.DbPool.open(
                                dev.dbpool.DbConfig.builder("modular")
                                        .databaseUrl(System.getProperty("consumer.url")).build(),
                                new io.prometheus.metrics.model.registry.PrometheusRegistry());
                        java.sql.Connection connection = pool.getConnection();
                        java.sql.Statement statement = connection.createStatement();
                        java.sql.ResultSet row = statement.executeQuery("select 6 * 7")) {
                    row.next();
                    return row.getString(1) + " of " + pool.getClass().getModule().getName();
                } catch (java.sql.SQLException failure) {
                    throw new IllegalStateException(failure);
                }""";
        assertThat(compile(body)).isEmpty();

        assertThat(resolveAndCall()).isEqualTo("42 of dev.dbpool");
    }

    @Test
    void consumerCannotReachInternalPackages() throws Exception {
        assertThat(compile("return dev.dbpool.internal.factory.PhysicalConnection.class.getName();"))
                .contains("dev.dbpool.internal.factory is not visible");
    }

    /** Compiles a module with one method; the compiler's complaints, empty if there are none. */
    private String compile(String body) throws IOException {
        Path sources = Files.createDirectories(work.resolve("consumer"));
        Path descriptor = Files.writeString(
                sources.resolve("module-info.java"), "module consumer { requires dev.dbpool; exports consumer; }");
        Path caller = Files.writeString(
                sources.resolve("Caller.java"),
                "package consumer; public class Caller { public static String call() { " + body + " } }");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            StringWriter complaints = new StringWriter();
            List<String> options = List.of(
                    "-proc:none",
                    "-p",
                    MODULE_PATH,
                    "-d",
                    work.resolve("classes").toString());
            compiler.getTask(complaints, files, null, options, null, files.getJavaFileObjects(descriptor, caller))
                    .call();
            return complaints.toString();
        }
    }

    private Object resolveAndCall() throws ReflectiveOperationException {
        Path[] path =
                Stream.of(MODULE_PATH.split(File.pathSeparator)).map(Path::of).toArray(Path[]::new);
        Configuration configuration = ModuleLayer.boot()
                .configuration()
                .resolveAndBind(ModuleFinder.of(work.resolve("classes")), ModuleFinder.of(path), Set.of("consumer"));
        ModuleLayer layer = ModuleLayer.boot().defineModulesWithOneLoader(configuration, null);
        assertThat(layer.findModule("dev.dbpool")).isPresent();
        return layer.findLoader("consumer")
                .loadClass("consumer.Caller")
                .getMethod("call")
                .invoke(null);
    }

    /** What the descriptor requires, directly or not; test libraries stay on the class path. */
    private static boolean isOurDependency(String entry) {
        return Stream.of("HikariCP", "postgresql", "prometheus-metrics", "slf4j-api", "jspecify")
                .anyMatch(name -> Path.of(entry).getFileName().toString().startsWith(name + "-"));
    }
}
