package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbpool.internal.url.DatabaseUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** User and password apart from the URL, as Kubernetes secrets and Spring have them: spring-boot#9261, HikariCP#532. */
class SeparateLoginTest {
    private static final String BARE = "postgresql://db.example/orders";
    private static final String WITH_LOGIN = "postgresql://app:in-url@db.example/orders";

    @TempDir
    Path directory;

    private static DatabaseUrl login(DbConfig config) {
        return config.settings().urlSource().current();
    }

    private static DbConfig fromEnv(String... pairs) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return DbConfig.fromEnv("orders", environment);
    }

    private static DbConfigException refused(Runnable building) {
        return catchThrowableOfType(DbConfigException.class, building::run);
    }

    private Path file(String content) throws Exception {
        return Files.writeString(directory.resolve("password"), content);
    }

    @Test
    void codeSetsUserAndPasswordAsTheyAre() {
        DbConfig config = DbConfig.builder("orders")
                .databaseUrl(BARE)
                .user("app@tenant")
                .password(" p@ss:/?&%41+#[]\u00fc ")
                .build();

        assertThat(login(config).user()).contains("app@tenant");
        assertThat(login(config).password()).contains(" p@ss:/?&%41+#[]\u00fc ");
        assertThat(config.user()).contains("app@tenant");
        assertThat(config.databaseUrl()).isEqualTo("postgresql://app%40tenant:***@db.example:5432/orders");
        assertThat(config.toString()).contains("user=", "password=***").doesNotContain("p@ss");
    }

    @Test
    void theEnvironmentSetsThemToo() {
        DbConfig config = fromEnv("DATABASE_URL", BARE, "DB_USER", " app ", "DB_PASSWORD", " a secret \r\n");

        assertThat(login(config).user()).contains("app");
        assertThat(login(config).password()).contains(" a secret ");
    }

    @Test
    void thePasswordAloneMayStandApart() {
        DbConfig config = fromEnv("DATABASE_URL", "postgresql://app@db.example/orders", "DB_PASSWORD", "secret");

        assertThat(login(config).user()).contains("app");
        assertThat(login(config).password()).contains("secret");
    }

    @Test
    void aDatabaseThatTheUrlDoesNotNameIsNamedLikeTheUser() {
        DbConfig config = fromEnv("DATABASE_URL", "postgresql://db.example", "DB_USER", "app");

        assertThat(login(config).database()).isEqualTo("app");
    }

    @Test
    void aPasswordFileIsReadAgainWhenItChanges() throws Exception {
        Path file = file("first pass\n");
        DbConfig config = fromEnv("DATABASE_URL", BARE, "DB_USER", "app", "DB_PASSWORD_FILE", file.toString());
        long before = config.settings().urlSource().version();
        assertThat(login(config).password()).contains("first pass");

        file("second pass");
        config.settings().urlSource().refresh(Duration.ofSeconds(5));
        assertThat(config.settings().urlSource().version()).isGreaterThan(before);
        assertThat(login(config).password()).contains("second pass");
        assertThat(login(config).user()).contains("app");

        file("");
        config.settings().urlSource().refresh(Duration.ofSeconds(5));
        assertThat(config.settings().urlSource().trouble()).get().asString().contains("is empty");
        assertThat(login(config).password()).contains("second pass");
    }

    @Test
    void aPasswordFileThatWillNotDoIsAnErrorThatQuotesNothing() throws Exception {
        for (String content : new String[] {"", "\n", "key=hush\nother=hush", "hush\0hush", "\uFEFFhush"}) {
            Path file = file(content);
            assertThat(refused(() -> fromEnv("DATABASE_URL", BARE, "DB_PASSWORD_FILE", file.toString())))
                    .hasMessageContaining("DB_PASSWORD_FILE")
                    .hasMessageNotContaining("hush");
        }
        assertThat(refused(() -> DbConfig.builder("orders")
                        .databaseUrl(BARE)
                        .passwordFile(directory.resolve("missing"))
                        .build()))
                .hasMessageContaining("NoSuchFile");
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://app:in-url@db.example/orders, DB_USER, zorro, user (DB_USER)",
        "postgresql://app:in-url@db.example/orders, DB_PASSWORD, zorro, password (DB_PASSWORD)",
        "jdbc:postgresql://db.example/orders?user=app, DB_USER, zorro, user (DB_USER)",
        "jdbc:postgresql://db.example/orders?password=in-url, DB_PASSWORD, zorro, password (DB_PASSWORD)",
    })
    void twoLoginsInOnePlaceContradictEachOther(String url, String variable, String value, String named) {
        DbConfigException error = refused(() -> fromEnv("DATABASE_URL", url, variable, value));

        assertThat(error.problems()).singleElement().asString().contains(named, "keep one of them");
        assertThat(error).hasMessageNotContaining("in-url").hasMessageNotContaining("zorro");
    }

    @Test
    void twoPlacesForThePasswordAreAnError() throws Exception {
        Path file = file("secret");

        assertThat(refused(() ->
                        fromEnv("DATABASE_URL", BARE, "DB_PASSWORD", "secret", "DB_PASSWORD_FILE", file.toString())))
                .hasMessageContaining("both set");
        assertThat(refused(() -> fromEnv("DATABASE_URL", WITH_LOGIN, "DB_PASSWORD_FILE", file.toString())))
                .hasMessageContaining("passwordFile (DB_PASSWORD_FILE) is set, but the database URL has a password");
    }

    @Test
    void theSameLoginTwiceIsNoContradiction() {
        DbConfig config = fromEnv("DATABASE_URL", WITH_LOGIN, "DB_USER", "app", "DB_PASSWORD", "in-url");

        assertThat(login(config).logsInWith("app", "in-url")).isTrue();
    }

    @Test
    void whatIsSetInCodeWinsOverTheUrlOfTheEnvironment() throws Exception {
        DbConfig deployed = fromEnv("DATABASE_URL", WITH_LOGIN);
        DbConfig migrating =
                deployed.toBuilder().user("migrator").password("other").build();
        DbConfig fromFile =
                deployed.toBuilder().passwordFile(file("of the file")).build();

        assertThat(login(migrating).logsInWith("migrator", "other")).isTrue();
        assertThat(login(migrating.toBuilder().maxConnections(3).build()).logsInWith("migrator", "other"))
                .isTrue();
        assertThat(login(fromFile).logsInWith("app", "of the file")).isTrue();
        assertThat(login(fromFile.toBuilder().password("in code").build()).logsInWith("app", "in code"))
                .isTrue();
    }

    @Test
    void aUrlInCodeWinsOverALoginOfTheEnvironment() {
        DbConfig deployed = fromEnv("DATABASE_URL", BARE, "DB_USER", "app", "DB_PASSWORD", "secret");
        DbConfig elsewhere = deployed.toBuilder()
                .databaseUrl("postgresql://me:mine@localhost/test")
                .build();
        DbConfig sameLogin =
                deployed.toBuilder().databaseUrl("postgresql://localhost/test").build();

        assertThat(login(elsewhere).logsInWith("me", "mine")).isTrue();
        assertThat(login(elsewhere.toBuilder().build()).logsInWith("me", "mine"))
                .isTrue();
        assertThat(login(sameLogin).logsInWith("app", "secret")).isTrue();
    }

    @Test
    void aUrlInCodeWinsOverAUrlFileOfTheEnvironment() throws Exception {
        Path file = Files.writeString(directory.resolve("url"), WITH_LOGIN);
        DbConfig config = DbConfig.builder("orders")
                .environment(Map.of("DATABASE_URL_FILE", file.toString()))
                .databaseUrl("postgresql://me@localhost/test")
                .build();

        assertThat(login(config).user()).contains("me");
    }

    @Test
    void whatWouldBreakTheProtocolIsRefused() {
        DbConfigException error = refused(() -> DbConfig.builder("orders")
                .databaseUrl(BARE)
                .user("app\0database\0postgres")
                .password("hush\0")
                .build());

        assertThat(error.problems()).hasSize(2);
        assertThat(error).hasMessageNotContaining("hush").hasMessageNotContaining("postgres\0");
    }

    @Test
    void anEmptyPasswordStandsForNone() {
        assertThat(login(DbConfig.builder("orders")
                                .databaseUrl(BARE)
                                .user("app")
                                .password("")
                                .build())
                        .password())
                .isEmpty();
    }
}
