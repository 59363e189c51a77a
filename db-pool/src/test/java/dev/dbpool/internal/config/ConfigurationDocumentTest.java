package dev.dbpool.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.DbConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/configuration.md shows the one table of keys that the code has. */
class ConfigurationDocumentTest {

    @Test
    void tableIsTheOneInTheCode() throws Exception {
        String document = Files.readString(document(), StandardCharsets.UTF_8);

        assertThat(document)
                .as("docs/configuration.md must contain exactly this table:%n%n%s%n", expected())
                .contains("<!-- keys -->\n" + expected() + "<!-- /keys -->");
    }

    private static String expected() {
        return Arrays.stream(ConfigKey.values())
                .map(key -> "| `%s` | %s | %s | %s | %s |%n"
                        .formatted(
                                key.key(),
                                key.environment().map(name -> "`" + name + "`").orElse("–"),
                                key.defaultText(),
                                key.value().range(),
                                key.meaning()))
                .collect(Collectors.joining(
                        "",
                        "| key | environment | default | range | meaning |%n|---|---|---|---|---|%n".formatted(),
                        ""))
                .replace(System.lineSeparator(), "\n");
    }

    /** Tests run in the module's folder or in the one above. */
    private static Path document() {
        Path besideModule = Path.of("..", "docs", "configuration.md");
        return Files.exists(besideModule) ? besideModule : Path.of("docs", "configuration.md");
    }

    @Test
    void everySetterAndAccessorHasItsKey() {
        assertThat(Arrays.stream(ConfigKey.values()).map(ConfigKey::key))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(DbConfig.Builder.class.getDeclaredMethods())
                        .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers())
                                && !method.getName().equals("build"))
                        .map(java.lang.reflect.Method::getName)
                        .toList());
    }
}
