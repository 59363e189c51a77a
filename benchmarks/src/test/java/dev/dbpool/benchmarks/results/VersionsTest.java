package dev.dbpool.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class VersionsTest {
    @Test
    void anArtifactWithANumberInItsNameIsFoundAmongTheJars() {
        assertThat(Versions.of(Set.of("opentelemetry-hikaricp-3.0", "HikariCP", "jmh-core")))
                .containsKeys("db-pool", "opentelemetry-hikaricp-3.0", "HikariCP", "jmh-core")
                .hasSize(4)
                .extractingByKey("opentelemetry-hikaricp-3.0")
                .asString()
                .matches("\\d+\\.\\d+\\.\\d+-alpha");
    }
}
