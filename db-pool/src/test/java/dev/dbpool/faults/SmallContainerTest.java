package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.testkit.PostgresServer;
import dev.dbpool.testkit.TestCertificates;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that may use a fifth of a processor, as in a container with a quota of 0.2: the kernel stops all of it for 80 of
 * each 100 ms. HikariCP#614, quarkus#46422.
 */
class SmallContainerTest {
    private static final String STOP_AND_GO =
            "while kill -STOP $0 2>/dev/null; do sleep 0.08; kill -CONT $0 2>/dev/null; sleep 0.02; done";

    @TempDir
    Path directory;

    @Test
    @Timeout(120)
    void theFirstLoginOfAColdProcessSucceedsWithTls() throws Exception {
        TestCertificates authority = new TestCertificates();
        try (PostgresServer server = PostgresServer.startWithTls(authority.server("127.0.0.1"), Map.of())) {
            Path output = directory.resolve("output");
            Process service = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            classPath(),
                            Service.class.getName(),
                            server.url() + "?sslmode=require")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            Process quota = new ProcessBuilder("sh", "-c", STOP_AND_GO, String.valueOf(service.pid())).start();
            try {
                assertThat(service.waitFor(90, TimeUnit.SECONDS)).isTrue();
            } finally {
                quota.destroyForcibly();
                service.destroyForcibly();
            }
            assertThat(Files.readString(output, StandardCharsets.UTF_8)).contains("it serves");
        }
    }

    /** Of this process, also where the tests' launcher loads them by a loader of its own. */
    private static String classPath() {
        ClassLoader loader = SmallContainerTest.class.getClassLoader();
        return loader instanceof URLClassLoader urls
                ? Stream.of(urls.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }

    /** A service that starts. */
    static final class Service {
        private Service() {}

        public static void main(String[] arguments) throws Exception {
            DbConfig config = DbConfig.builder("small")
                    .databaseUrl(arguments[0])
                    .maxConnections(2)
                    .minConnections(1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
            long began = System.nanoTime();
            try (DbPool pool = DbPool.open(config);
                    Connection connection = pool.getConnection()) {
                System.out.println((connection.isValid(0) ? "it serves" : "it does not serve") + " after "
                        + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
            }
        }
    }
}
