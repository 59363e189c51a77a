package dev.dbpool.internal.url;

import java.util.List;

/** A database URL that cannot be used: all problems at once, none of them quoting a value, so no secret either. */
public final class InvalidUrlException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidUrlException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, one sentence each, in the order of the URL. */
    public List<String> problems() {
        return problems;
    }
}
