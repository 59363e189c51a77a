package dev.dbpool.prometheus.mixin;

/** A parameter file or a template cannot be used. The message names the file, the place in it and the reason. */
public final class BrokenSourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenSourceException(String file, int line, String reason) {
        super(file + ":" + line + ": " + reason);
    }
}
