package dev.dbpool.internal.stack;

import java.util.List;
import java.util.stream.Stream;

/**
 * Tells the frames of the application from those of the JDK, of db-pool and of the libraries in between. Immutable.
 */
public final class ApplicationFrames {
    /** Marks that code generators leave in the names of classes: the frame below is the one that a person wrote. */
    private static final List<String> GENERATED = List.of(
            "$$Lambda",
            "CGLIB$$",
            "$$FastClass",
            "$$Enhancer",
            "$Proxy",
            "$HibernateProxy$",
            "$ByteBuddy$",
            "_$$_jvst",
            "_$$_Weld",
            "_ClientProxy",
            "_Subclass");

    private final FramePrefixes libraries;

    /** @param further packages or classes that are not the application's either */
    public ApplicationFrames(List<String> further) {
        this.libraries = new FramePrefixes(Stream.of(
                        Libraries.JDK,
                        Libraries.POOL,
                        Libraries.JDBC_WRAPPERS,
                        Libraries.DATA_ACCESS,
                        Libraries.LANGUAGES,
                        Libraries.FRAMEWORKS,
                        OtherIo.LIBRARIES,
                        further)
                .flatMap(List::stream)
                .map(name -> name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
                .toList());
    }

    /** Whether a frame of this class is the application's. */
    public boolean include(String className) {
        return !libraries.cover(className) && !generated(className);
    }

    private static boolean generated(String className) {
        if (className.indexOf('$') < 0 && className.indexOf('_') < 0) {
            return false;
        }
        for (String mark : GENERATED) {
            if (className.contains(mark)) {
                return true;
            }
        }
        return false;
    }
}
