package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.fleet.Fleet;
import dev.dbpool.internal.url.InvalidUrlException;
import dev.dbpool.internal.url.RecordingLog;
import dev.dbpool.internal.url.UrlFileProbe;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plants secrets wherever a configuration can carry one and looks for them in everything it says. */
class ConfigCanaryTest {
    private static final String CANARY = "xK7canary";

    private final List<String> said = new ArrayList<>();
    private int built;

    @TempDir
    Path directory;

    private static Stream<String> urls() {
        return Stream.of(
                "postgres://u:xK7canary@h/db",
                "postgres://h/db?user=u&password=xK7canary",
                "postgres://u:p@h/db?sslpassword=xK7canary&sslkey=/k",
                "postgres://u:p@h/db?options=-c%20app.token%3DxK7canary",
                "jdbc:postgresql://h/db?user=u&password=xK7canary&sslpassword=xK7canary",
                "postgres://u:xK7canary@h:port/db?foo=1",
                "postgres://u:x@xK7canary@h/db",
                "postgres://u:12/xK7canary@h/db",
                "postgres://u:12/3?xK7canary=1@h/db",
                "postgres://u:xK7canary%zz@h/db",
                "postgres://u:x&xK7canary=1&sslmode=xK7canary@h/db",
                "jdbc:postgresql://h/db?password=x&xK7canary=1",
                "jdbc:postgresql://u:xK7canary@h/db",
                "mysql://u:xK7canary@h/db",
                "postgres://u:p@h/db?sslmode=xK7canary",
                "postgres://u:p@h/db?socketFactory=a.B&socketFactoryArg=xK7canary",
                "postgres://u:p@h/db\nxK7canary");
    }

    @Test
    void noSecretIsEverSaid() throws Exception {
        for (String url : urls().toList()) {
            for (String variable : List.of(
                    "DATABASE_URL",
                    "DATABASE_URL_FILE",
                    "DB_USER",
                    "DB_PASSWORD",
                    "DB_PASSWORD_FILE",
                    "DB_POOL_FLEET_FILE",
                    "DB_MAX_CONNECTIONS",
                    "DB_ACQUIRE_TIMEOUT_SECS",
                    "DB_TEST_BEFORE_ACQUIRE",
                    "DB_START_LAZILY")) {
                Map<String, String> environment = new HashMap<>(Map.of("DATABASE_URL", "postgres://u:p@h/db"));
                environment.put(variable, url);
                listen(() -> DbConfig.fromEnv("canary", environment));
                listen(() -> DbConfig.forService("canary", environment));
                listen(() -> Fleet.fromEnv(environment));
            }
            listen(() -> DbConfig.builder("canary").databaseUrl(url).build());
            listen(() -> DbConfig.builder("canary")
                    .databaseUrl(url)
                    .maxConnections(0)
                    .build());
            listen(() ->
                    DbConfig.builder("canary").databaseUrlFile(Path.of(url)).build());
            listen(() -> DbConfig.builder(url).databaseUrl(url).build());
            listen(() -> DbConfig.builder("canary")
                    .databaseUrl("postgres://h")
                    .poolName(url)
                    .build());
            Path file = Files.writeString(directory.resolve("url"), url);
            listen(() -> DbConfig.builder("canary").databaseUrlFile(file).build());
            listen(() -> Fleet.load(file));
            RecordingLog log = new RecordingLog();
            said.addAll(UrlFileProbe.linesLoggedWhen(directory.resolve("rotating"), url, log));
        }
        assertThat(built).as("configurations that could be built").isGreaterThan(30);
        assertThat(said).hasSizeGreaterThan(500);
        assertThat(said.stream().filter(text -> text.contains(CANARY)).distinct())
                .isEmpty();
    }

    private interface Step {
        Object run() throws Exception;
    }

    private void listen(Step step) throws Exception {
        try {
            Object result = step.run();
            built++;
            said.add(result.toString());
            if (result instanceof DbConfig config) {
                said.add(config.databaseUrl()
                        + config.settings().urlSource()
                        + config.settings().urlSource().current()
                        + config.sslmode()
                        + config.settings().tlsWarning()
                        + config.fleet());
                said.add(config.toBuilder().toString() + config.toBuilder().build());
            }
        } catch (IllegalArgumentException refused) {
            StringWriter trace = new StringWriter();
            refused.printStackTrace(new PrintWriter(trace, true));
            said.add(trace.toString());
            if (refused instanceof DbConfigException config) {
                said.addAll(config.problems());
            } else if (refused instanceof InvalidUrlException url) {
                said.addAll(url.problems());
            }
        }
    }
}
