package dev.dbpool.internal.monitor;

import dev.dbpool.internal.monitor.Holders.Lease;
import java.util.List;

/** The holds that are probably leaks: written by the monitor's thread, counted by any. */
public final class LeakSuspects {
    private volatile List<Lease> suspects = List.of();

    void set(List<Lease> found) {
        suspects = found;
    }

    /** How many of them are held now. */
    public int count() {
        return (int) suspects.stream().filter(Lease::held).count();
    }
}
