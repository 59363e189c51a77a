package dev.dbpool.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** An application server keeps the driver for all its applications, and the pool belongs to one of them. */
class ClassLoadersTest {

    @Test
    void theDriverMayBeInAParentOfOurClassLoader() throws Exception {
        ClassLoader callers = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader server = new URLClassLoader(
                        entries(name -> name.startsWith("postgresql-")), ClassLoader.getPlatformClassLoader());
                URLClassLoader application =
                        new URLClassLoader(entries(name -> !name.startsWith("postgresql-")), server)) {
            for (ClassLoader context : new ClassLoader[] {null, server, callers}) {
                Thread.currentThread().setContextClassLoader(context);
                assertThat(ask(application)).isTrue();
            }
        } finally {
            Thread.currentThread().setContextClassLoader(callers);
        }
    }

    @Test
    void poolThreadsHoldNothingOfTheirCreators() throws Exception {
        ClassLoader callers = Thread.currentThread().getContextClassLoader();
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        try (URLClassLoader application = new URLClassLoader(new URL[0], callers)) {
            inherited.set("a request's");
            Thread.currentThread().setContextClassLoader(application);
            dev.dbpool.DbConfig config = dev.dbpool.DbConfig.builder("loaders")
                    .databaseUrl(PostgresServer.shared().url())
                    .build();
            try (dev.dbpool.DbPool pool = dev.dbpool.DbPool.open(config, new PrometheusRegistry());
                    Connection connection = pool.getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
                assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(thread -> thread.getName().startsWith("db-pool-loaders-"))
                        .isNotEmpty()
                        .allSatisfy(thread -> assertThat(thread.getContextClassLoader())
                                .as(thread.getName())
                                .isNotSameAs(application));
            }
        } finally {
            inherited.remove();
            Thread.currentThread().setContextClassLoader(callers);
        }
    }

    private static boolean ask(ClassLoader application) throws ReflectiveOperationException, java.sql.SQLException {
        Class<?> configs = application.loadClass("dev.dbpool.DbConfig");
        Class<?> pools = application.loadClass("dev.dbpool.DbPool");
        Class<?> registries = application.loadClass("io.prometheus.metrics.model.registry.PrometheusRegistry");
        Object builder = configs.getMethod("builder", String.class).invoke(null, "isolated");
        builder.getClass()
                .getMethod("databaseUrl", String.class)
                .invoke(builder, PostgresServer.shared().url());
        Object config = builder.getClass().getMethod("build").invoke(builder);
        Object registry = registries.getConstructor().newInstance();
        Object pool = pools.getMethod("open", configs, registries).invoke(null, config, registry);
        try (Connection connection = ((DataSource) pool).getConnection()) {
            return connection.isValid(1);
        } finally {
            pools.getMethod("close").invoke(pool);
        }
    }

    private static URL[] entries(Predicate<String> name) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> name.test(entry.getFileName().toString()))
                .map(ClassLoadersTest::url)
                .toArray(URL[]::new);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
