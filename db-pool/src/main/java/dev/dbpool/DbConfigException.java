package dev.dbpool;

import dev.dbpool.internal.config.ConfigValue;
import java.util.List;

/**
 * A configuration that cannot be used: all problems at once, each with key, environment variable, value (never a
 * secret), allowed range and how to fix it.
 */
public final class DbConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String[] problems;

    DbConfigException(String service, List<String> problems) {
        super(ConfigValue.shown(service) + ": the configuration has " + problems.size()
                + (problems.size() == 1 ? " problem" : " problems")
                + problems.stream().map(problem -> "\n  - " + problem).reduce("", String::concat)
                + "\nSee docs/configuration.md");
        this.problems = problems.toArray(String[]::new);
    }

    /** What is wrong, one entry per problem. */
    public List<String> problems() {
        return List.of(problems);
    }
}
