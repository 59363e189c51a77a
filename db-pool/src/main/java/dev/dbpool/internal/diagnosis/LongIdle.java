package dev.dbpool.internal.diagnosis;

/**
 * Whether a backend is idle for so long that it matters. Between the statements of a busy unit of work every backend is
 * idle for moments, and a snapshot catches some of them.
 */
final class LongIdle {
    private static final double MUCH_OF_THE_HOLD = 0.3;

    private LongIdle() {}

    static boolean is(Hold hold, WeighedEvidence situation) {
        if (hold.presumed()) {
            // A stack alone shows one moment; only waiting is likely to last longer than that.
            return hold.heldAtLeast(
                    switch (hold.doing()) {
                        case COMPUTING, UNKNOWN -> situation.longTime();
                        default -> situation.settled();
                    });
        }
        return hold.stateLasted(situation.longTime())
                || (hold.stateLasted(situation.moment())
                        && Durations.of(hold.stateFor()) >= MUCH_OF_THE_HOLD * Durations.of(hold.heldFor()));
    }
}
