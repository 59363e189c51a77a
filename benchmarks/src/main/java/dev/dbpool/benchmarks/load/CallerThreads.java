package dev.dbpool.benchmarks.load;

import java.lang.reflect.Method;
import java.util.concurrent.ThreadFactory;

/** Threads for callers. Virtual ones are found by reflection: the module is compiled for JDK 17, which has none. */
public enum CallerThreads {
    PLATFORM,
    VIRTUAL;

    /** Whether this JDK (21 or newer) has virtual threads. */
    public static boolean virtualAvailable() {
        return Runtime.version().feature() >= 21;
    }

    /**
     * Makes threads that are not yet started and do not keep the JVM alive.
     *
     * @throws IllegalStateException for virtual threads on a JDK without them
     */
    public ThreadFactory factory() {
        return this == VIRTUAL
                ? virtualFactory()
                : task -> {
                    Thread thread = new Thread(task, "caller");
                    thread.setDaemon(true);
                    return thread;
                };
    }

    private static ThreadFactory virtualFactory() {
        if (!virtualAvailable()) {
            throw new IllegalStateException("virtual threads need a JDK 21 or newer, this is " + Runtime.version());
        }
        try {
            Method ofVirtual = Thread.class.getMethod("ofVirtual");
            Object builder = ofVirtual.invoke(null);
            return (ThreadFactory)
                    ofVirtual.getReturnType().getMethod("factory").invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK hides its virtual threads", e);
        }
    }
}
