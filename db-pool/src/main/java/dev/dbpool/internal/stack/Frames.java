package dev.dbpool.internal.stack;

/** Frames in print. */
final class Frames {
    private Frames() {}

    /** As in a stack trace, without loader and module: {@code com.acme.Orders.save(Orders.java:88)}. */
    static String text(StackTraceElement frame) {
        String file = frame.getFileName();
        String place =
                file == null ? "" : "(" + file + (frame.getLineNumber() >= 0 ? ":" + frame.getLineNumber() : "") + ")";
        return frame.getClassName() + "." + frame.getMethodName() + place;
    }
}
