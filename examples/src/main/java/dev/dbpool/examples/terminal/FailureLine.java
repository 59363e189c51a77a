package dev.dbpool.examples.terminal;

import dev.dbpool.DbConfigException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/** A failure in one line, for people. */
public final class FailureLine {
    private FailureLine() {}

    /** The message, without line breaks, with a word on what failed where the message itself has none. */
    public static String of(Throwable failure) {
        return text(failure).replaceAll("\\p{Cntrl}+", " ").strip();
    }

    private static String text(Throwable failure) {
        if (failure instanceof DbConfigException config) {
            return String.join("; ", config.problems());
        }
        String message = Optional.ofNullable(failure.getMessage())
                .orElseGet(() -> failure.getClass().getSimpleName());
        if (failure instanceof AccessDeniedException) {
            return "permission denied: " + message;
        }
        if (failure instanceof FileSystemException) {
            return "file system: " + message;
        }
        return message;
    }

    /** Why a port of ours cannot be listened on, and the option that chooses another. */
    public static String of(BindException failure, int port, String option) {
        String reason = Optional.ofNullable(failure.getMessage()).orElse("");
        return reason.contains("Permission")
                ? "no permission to listen on port " + port + "; take one above 1023"
                : "port " + port + " on 127.0.0.1 is in use; name another one: " + option + " PORT";
    }
}
