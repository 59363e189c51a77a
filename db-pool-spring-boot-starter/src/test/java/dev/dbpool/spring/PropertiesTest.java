package dev.dbpool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.internal.config.ConfigKey;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PropertiesTest {
    /** What only code can give: objects, for which there is {@link DbPoolConfigCustomizer}. */
    private static final Set<ConfigKey> OF_CODE =
            Set.of(ConfigKey.CREDENTIALS, ConfigKey.ON_CONNECT, ConfigKey.DRIVER_CLASS);

    private static final Set<String> OF_THE_STARTER = Set.of("enabled", "service", "hikariProperties");

    private static Set<String> names() {
        return Arrays.stream(DbPoolProperties.class.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void thereIsAPropertyForEveryKeyOfTheLibrary() {
        Set<String> expected = Arrays.stream(ConfigKey.values())
                .filter(key -> !OF_CODE.contains(key))
                .map(ConfigKey::key)
                .collect(Collectors.toCollection(TreeSet::new));
        expected.addAll(OF_THE_STARTER);
        assertThat(names()).isEqualTo(expected);
    }

    @Test
    void everyPropertyIsDescribedForTheIde() throws IOException {
        try (InputStream metadata =
                DbPoolProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            String text = new String(metadata.readAllBytes(), StandardCharsets.UTF_8);
            for (String name : names()) {
                assertThat(text)
                        .containsPattern("\"name\": \"dbpool\\." + Sources.hyphenated(name)
                                + "\",\\s+\"type\": \"[^\"]+\",\\s+\"description\": \"");
            }
        }
    }

    @Test
    void everyPropertyStandsInTheGuide() throws IOException {
        String guide = Files.readString(Path.of("../docs/spring-boot.md"));
        for (String name : names()) {
            assertThat(guide).contains("`dbpool." + Sources.hyphenated(name) + "`");
        }
    }
}
