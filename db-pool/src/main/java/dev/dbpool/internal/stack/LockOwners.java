package dev.dbpool.internal.stack;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Optional;

/** Who owns the lock or monitor that a thread waits for. The JVM knows it of platform threads. */
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
}
