package dev.dbpool.examples.demo;

/** The command line asks for something that does not exist. The message never repeats what may be a secret. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
