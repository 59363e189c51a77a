package dev.dbpool.internal.monitor;

import dev.dbpool.internal.backend.HeldBackend;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.factory.PhysicalConnection.Holding;
import dev.dbpool.internal.stack.CallSite;
import dev.dbpool.report.Holder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Who holds which connection since when. Reads the records that the holds themselves are: nobody is stopped, and a
 * connection that changes hands meanwhile appears with one of its holders or not at all. Thread-safe.
 */
final class Holders {
    private static final long NO_ID = -1;

    private final ConnectionFactory factory;
    private final LongSupplier nanoTime;

    Holders(ConnectionFactory factory, LongSupplier nanoTime) {
        this.factory = factory;
        this.nanoTime = nanoTime;
    }

    /**
     * A hold in progress.
     *
     * @param session what is held
     * @param holding the hold itself, by which it is told from later ones
     * @param holder what can be told of it
     */
    record Lease(PhysicalConnection session, Holding holding, Holder holder) {
        /** Whether it is still in progress. */
        boolean held() {
            return session.holding() == holding;
        }
    }

    /** The connections in use, longest held first. */
    List<Holder> now() {
        return leases().stream().map(Lease::holder).toList();
    }

    /** The same with the sessions and the holds themselves. */
    List<Lease> leases() {
        long now = nanoTime.getAsLong();
        List<Lease> leases = new ArrayList<>();
        for (PhysicalConnection session : factory.sessions()) {
            Holding holding = session.holding();
            if (holding != null) {
                leases.add(new Lease(session, holding, holder(session, holding, now)));
            }
        }
        leases.sort(
                Comparator.comparing((Lease lease) -> lease.holder().heldFor()).reversed());
        return leases;
    }

    /** These as PostgreSQL is asked about them. */
    static List<HeldBackend> backends(List<Lease> leases) {
        return leases.stream()
                .map(lease -> new HeldBackend(
                        lease.session().backendPid(),
                        lease.session().number(),
                        lease.holding().sinceNanos()))
                .toList();
    }

    private static Holder holder(PhysicalConnection session, Holding holding, long now) {
        Thread borrower = holding.borrower();
        return new Holder(
                session.number(),
                session.backendPid(),
                name(borrower),
                id(borrower),
                Duration.ofNanos(Math.max(0, now - holding.sinceNanos())),
                session.timesLent(),
                Optional.ofNullable(session.callSite(holding))
                        .map(CallSite::toString)
                        .filter(place -> !place.isEmpty()));
    }

    /** Virtual threads mostly have no name. */
    static String name(Thread thread) {
        return thread.getName().isEmpty() ? "#" + id(thread) : thread.getName();
    }

    /** Up to Java 18 a thread may override what it tells of this, and throw. */
    static long id(Thread thread) {
        try {
            return thread.getId();
        } catch (RuntimeException | Error untold) {
            return NO_ID;
        }
    }
}
