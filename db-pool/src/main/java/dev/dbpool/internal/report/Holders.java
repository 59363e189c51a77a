package dev.dbpool.internal.report;

import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.Holding;
import dev.dbpool.internal.factory.PhysicalConnection;
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
public final class Holders {
    private final ConnectionFactory factory;
    private final LongSupplier nanoTime;

    public Holders(ConnectionFactory factory, LongSupplier nanoTime) {
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
    public record Hold(PhysicalConnection session, Holding holding, Holder holder) {}

    /** The connections in use, longest held first. */
    public List<Holder> now() {
        return holds().stream().map(Hold::holder).toList();
    }

    /** The same with the sessions and the holds themselves. */
    public List<Hold> holds() {
        long now = nanoTime.getAsLong();
        List<Hold> holds = new ArrayList<>();
        for (PhysicalConnection session : factory.sessions()) {
            Holding holding = session.holding();
            if (holding != null) {
                holds.add(new Hold(session, holding, holder(session, holding, now)));
            }
        }
        holds.sort(Comparator.comparing((Hold hold) -> hold.holder().heldFor()).reversed());
        return holds;
    }

    private static Holder holder(PhysicalConnection session, Holding holding, long now) {
        Thread borrower = holding.borrower();
        return new Holder(
                session.number(),
                session.backendPid(),
                borrower.getName(),
                borrower.getId(),
                Duration.ofNanos(Math.max(0, now - holding.sinceNanos())),
                session.timesLent(),
                Optional.ofNullable(session.callSite(holding))
                        .map(Object::toString)
                        .filter(place -> !place.isEmpty()));
    }
}
