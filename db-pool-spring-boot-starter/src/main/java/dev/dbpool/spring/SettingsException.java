package dev.dbpool.spring;

import java.util.List;

/** Properties from which no pool can be made: one problem each, which begins with the property's name. */
final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String[] problems;

    SettingsException(List<String> problems, Throwable cause) {
        super(String.join("\n", problems), cause);
        this.problems = problems.toArray(String[]::new);
    }

    List<String> problems() {
        return List.of(problems);
    }
}
