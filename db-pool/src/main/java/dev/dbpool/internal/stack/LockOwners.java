package dev.dbpool.internal.stack;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Optional;
import java.util.OptionalInt;

/** Who owns the lock or monitor that a thread waits for, or which thread's end it waits for. The JVM knows it of platform threads. */
final class LockOwners {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What {@link ThreadInfo#getLockOwnerId} says if there is none. */
    private static final long NOBODY = -1;

    private LockOwners() {}

    /** The id of the owning thread, if there is one and the JVM can name it. */
    static Optional<Long> of(Thread waiting) {
        ThreadInfo known = THREADS.getThreadInfo(waiting.getId());
        return Optional.ofNullable(known).map(ThreadInfo::getLockOwnerId).filter(owner -> owner != NOBODY);
    }

    /** The identity of the object on whose monitor a thread waits to be notified: of a thread, if it joins one. */
    static OptionalInt awaited(Thread waiting) {
        ThreadInfo known = THREADS.getThreadInfo(waiting.getId());
        return known == null || known.getLockInfo() == null
                ? OptionalInt.empty()
                : OptionalInt.of(known.getLockInfo().getIdentityHashCode());
    }
}
