package dev.dbpool.fleet;

import java.util.List;

/** A fleet file that cannot be used: all its problems at once, each with its line and how to fix it. */
public final class InvalidFleetException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidFleetException(String source, List<String> problems) {
        super("fleet file " + source + ": " + problems.size() + (problems.size() == 1 ? " problem" : " problems")
                + problems.stream().map(problem -> "\n  - " + problem).reduce("", String::concat));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, one sentence each, in the order of the file. */
    public List<String> problems() {
        return problems;
    }
}
