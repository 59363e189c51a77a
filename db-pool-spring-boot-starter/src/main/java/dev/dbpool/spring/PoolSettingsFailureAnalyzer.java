package dev.dbpool.spring;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which property is wrong, instead of a stack trace. */
final class PoolSettingsFailureAnalyzer extends AbstractFailureAnalyzer<SettingsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SettingsException cause) {
        String description = cause.problems().stream()
                .map(problem -> "    " + problem)
                .collect(Collectors.joining("\n", "The connection pool (db-pool) cannot be configured:\n\n", "\n"));
        return new FailureAnalysis(
                description,
                "Correct the properties above. dbpool.enabled=false goes back to Spring Boot's own pool.",
                cause);
    }
}
