package dev.dbpool.internal.stack;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The frames of the application through which a connection was acquired. Immutable; made to text when somebody asks. */
public final class CallSite {
    private final StackWalker.StackFrame[] frames;

    CallSite(StackWalker.StackFrame[] frames) {
        this.frames = frames;
    }

    /** {@code com.acme.Orders.save(Orders.java:88) from com.acme.Shop.order(Shop.java:12)}, or empty; not cleaned. */
    @Override
    public String toString() {
        return Arrays.stream(frames)
                .map(frame -> text(frame.toStackTraceElement()))
                .collect(Collectors.joining(" from "));
    }

    /** As in a stack trace, without loader and module: {@code com.acme.Orders.save(Orders.java:88)}. */
    static String text(StackTraceElement frame) {
        String file = frame.getFileName();
        String place =
                file == null ? "" : "(" + file + (frame.getLineNumber() >= 0 ? ":" + frame.getLineNumber() : "") + ")";
        return frame.getClassName() + "." + frame.getMethodName() + place;
    }
}
