package dev.dbpool.examples.terminal;

/** The command line asks for something that does not exist. The message never repeats what may be a secret. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says what does not exist. */
    public UsageException(String message) {
        super(message);
    }
}
