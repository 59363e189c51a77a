package dev.dbpool;

import dev.dbpool.internal.admission.Admission;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.holder.BorrowedConnection;
import dev.dbpool.internal.report.BlackBox;
import dev.dbpool.internal.report.Explainer;
import dev.dbpool.internal.report.Explainer.Subject;
import dev.dbpool.internal.report.Holders;
import dev.dbpool.internal.stack.ActivityReader;
import dev.dbpool.internal.stack.ApplicationFrames;
import dev.dbpool.internal.stack.CallSites;
import dev.dbpool.report.Holder;
import dev.dbpool.report.Report;
import dev.dbpool.report.ServerView;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Everything that explains the line, behind one door: the line tells it what happens, callers ask it why. What the line
 * calls neither blocks nor throws.
 */
final class Explanations {
    private final Holders holders;
    private final CallSites callSites;
    private final Explainer explainer;

    Explanations(
            DbConfig config,
            Admission admission,
            ConnectionFactory factory,
            Readings readings,
            BooleanSupplier closed,
            LongSupplier nanoTime) {
        ApplicationFrames application = new ApplicationFrames(List.of());
        this.holders = new Holders(factory, nanoTime);
        this.callSites = new CallSites(application, nanoTime.getAsLong());
        this.explainer = new Explainer(
                new Subject(config.service(), config.poolName(), config.acquireTimeout(), config.leakThreshold()),
                new PoolLine(readings, admission, closed, nanoTime),
                factory,
                holders,
                new ActivityReader(application),
                new BlackBox(),
                nanoTime);
    }

    /** A connection was handed out to the calling thread. */
    void lent(PhysicalConnection session, BorrowedConnection borrowed) {
        if (callSites.due(borrowed.sinceNanos())) {
            Object place = callSites.look(borrowed.sinceNanos());
            if (place != null) {
                session.noteCallSite(borrowed, place);
            }
        }
    }

    List<Holder> holders() {
        return holders.now();
    }

    Report explain() {
        return explainer.explain(ServerView.notAsked("not yet"), Map.of(), true);
    }
}
