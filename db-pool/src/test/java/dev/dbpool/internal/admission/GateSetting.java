package dev.dbpool.internal.admission;

/**
 * What a {@link GateModel} explores. Bit i of {@code mayTimeOut}, {@code interruptible} and {@code mayLosePatience} stands
 * for caller i.
 *
 * @param resizedTo 0 if the number of permits stays as it is
 * @param slots in which permits are parked, 1 or 2; with one all callers meet there
 */
record GateSetting(
        int callers,
        int max,
        int maxQueued,
        int mayTimeOut,
        int interruptible,
        boolean closes,
        int resizedTo,
        int mayLosePatience,
        boolean displaces,
        int slots,
        GateFlaw flaw) {
    GateSetting(int callers, int max, int maxQueued, int mayTimeOut, int interruptible, boolean closes, GateFlaw flaw) {
        this(callers, max, maxQueued, mayTimeOut, interruptible, closes, 0, 0, false, 2, flaw);
    }

    GateSetting resizedTo(int permits) {
        return with(permits, mayLosePatience, displaces, slots);
    }

    /** In any order, with callers that lose patience, and newcomers that displace others if so told. */
    GateSetting shedding(int whoLosesPatience, boolean displacing) {
        return with(resizedTo, whoLosesPatience, displacing, slots);
    }

    GateSetting withOneSlot() {
        return with(resizedTo, mayLosePatience, displaces, 1);
    }

    private GateSetting with(int permits, int whoLosesPatience, boolean displacing, int places) {
        return new GateSetting(
                callers,
                max,
                maxQueued,
                mayTimeOut,
                interruptible,
                closes,
                permits,
                whoLosesPatience,
                displacing,
                places,
                flaw);
    }

    boolean anyOrder() {
        return mayLosePatience != 0 || displaces;
    }
}
