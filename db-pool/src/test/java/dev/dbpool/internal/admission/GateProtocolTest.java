package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.internal.admission.GateModel.Result;
import dev.dbpool.internal.admission.GateSetting.Extra;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The proof in {@link Gate}, checked in every interleaving of a few callers and of the pool's own threads: a slot has one
 * owner; none lies idle while callers are queued, unless one of them is called; none is lost, and none is too many; no
 * wake-up is lost; a closed gate admits no caller.
 */
class GateProtocolTest {
    private static final int FIRST = 0b001;
    private static final int SECOND = 0b010;
    private static final int ALL = 0b1111;

    private static GateSetting callers(int callers, int slots) {
        return GateSetting.of(callers, slots);
    }

    static final List<Map.Entry<String, GateSetting>> SMALL = List.of(
            Map.entry("take and give", callers(3, 2)),
            Map.entry("take and give twice", callers(3, 1).twice()),
            Map.entry("time-outs", callers(3, 2).timingOut(ALL)),
            Map.entry("interrupts", callers(3, 1).interrupting(ALL)),
            Map.entry("in any order", callers(3, 1).timingOut(FIRST).with(Extra.ANY_ORDER)),
            Map.entry("refused and displaced", callers(3, 1).with(Extra.REFUSE, Extra.DISPLACE)),
            Map.entry("logins", callers(3, 2).open(1).with(Extra.OPENER)),
            Map.entry("logins that fail", callers(2, 2).open(0).with(Extra.OPENER, Extra.FAILURES)),
            Map.entry("sessions that die", callers(3, 2).with(Extra.OPENER, Extra.DISCARDS)),
            Map.entry("upkeep", callers(2, 1).twice().with(Extra.OPENER, Extra.UPKEEP)),
            Map.entry("fewer slots, then more", callers(2, 2).with(Extra.OPENER).resized(2, 1, 2)),
            Map.entry(
                    "fewer slots with a login under way",
                    callers(2, 2).open(1).with(Extra.OPENER).resized(2, 1)),
            Map.entry("more slots, then fewer", callers(2, 3).with(Extra.OPENER).resized(2, 3, 1)),
            Map.entry("closed", callers(3, 2).with(Extra.CLOSE)),
            Map.entry(
                    "closed with time-outs",
                    callers(3, 1).timingOut(FIRST).interrupting(SECOND).with(Extra.CLOSE)),
            Map.entry("closed with logins", callers(2, 2).open(1).with(Extra.CLOSE, Extra.OPENER)),
            Map.entry(
                    "closed and resized",
                    callers(2, 2).with(Extra.CLOSE, Extra.DISCARDS).resized(2, 1, 2)));

    static final List<Map.Entry<String, GateSetting>> LARGE = List.of(
            Map.entry("four callers", callers(4, 2).timingOut(ALL)),
            Map.entry(
                    "four callers in any order", callers(4, 2).timingOut(FIRST).with(Extra.ANY_ORDER)),
            Map.entry("twice", callers(3, 2).timingOut(ALL).twice()),
            Map.entry(
                    "all that sessions do",
                    callers(3, 2).with(Extra.OPENER, Extra.UPKEEP, Extra.DISCARDS, Extra.FAILURES)),
            Map.entry(
                    "fewer slots, then more",
                    callers(3, 2).with(Extra.OPENER, Extra.DISCARDS).resized(2, 1, 2)),
            Map.entry(
                    "fewer slots with a login under way",
                    callers(3, 2).open(1).with(Extra.OPENER).resized(2, 1)),
            Map.entry("closed with logins", callers(3, 2).with(Extra.CLOSE, Extra.OPENER, Extra.DISCARDS)));

    @ParameterizedTest
    @FieldSource("SMALL")
    void noInterleavingBreaksAPromise(Map.Entry<String, GateSetting> setting) {
        explores(setting);
    }

    @Tag("all")
    @ParameterizedTest
    @FieldSource("LARGE")
    void noneOfMillionsOfInterleavingsBreaksAPromise(Map.Entry<String, GateSetting> setting) {
        explores(setting);
    }

    private static void explores(Map.Entry<String, GateSetting> setting) {
        Result result = GateModel.explore(setting.getValue());
        System.out.println(
                "gate model, " + setting.getKey() + ": " + result.states() + " states, " + result.ends() + " ends");
        assertThat(result.violations()).isEmpty();
        assertThat(result.ends()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void aBrokenProtocolIsNoticed(GateFlaw flaw) {
        GateSetting setting = switch (flaw) {
            case GIVES_WITHOUT_SECOND_LOOK,
                    TAKES_BACK_ANYWAY,
                    TAKES_WITHOUT_ASKING,
                    CALLS_NOBODY,
                    CALLED_NOT_WOKEN,
                    JOINS_WITHOUT_SCAN,
                    SCANS_BEFORE_PUBLISHING,
                    CLEARS_CALL_AFTER_LOOKING,
                    GRANTED_NOT_WOKEN -> callers(3, 1);
            case TAKES_CALL_ALONG, LATE_GRANT_LOST -> callers(3, 1).timingOut(ALL);
            case INTERRUPTED_KEEPS_SLOT -> callers(3, 1).interrupting(ALL);
            case DISPLACED_NOT_WOKEN -> callers(3, 1).with(Extra.DISPLACE);
            case LOOKS_FOR_ITSELF_ONLY -> callers(2, 2).open(0).with(Extra.OPENER);
            case PASSES_CALL_BEFORE_PUBLISHING -> callers(2, 1).twice().with(Extra.OPENER, Extra.UPKEEP);
            case SURPLUS_IS_HANDED_OVER, SURPLUS_STAYS, SHRINKS_BEFORE_PUBLISHING ->
                callers(3, 2).with(Extra.OPENER).resized(2, 1);
            case GROWTH_FORGETS_SURPLUS -> callers(2, 2).with(Extra.OPENER).resized(2, 1, 2);
            case REMOVES_ANYWAY, OPENED_STAYS_OPENABLE ->
                callers(2, 2).open(1).timingOut(ALL).with(Extra.OPENER).resized(2, 1);
            case JOINS_CLOSED, PASSES_CLOSED, STAYS_IDLE_WHEN_CLOSED, NO_SIGNAL ->
                callers(2, 2).with(Extra.CLOSE);
            case NONE -> throw new IllegalArgumentException();
        };
        Result result = GateModel.explore(setting.broken(flaw));
        System.out.println(flaw + " after " + result.states() + " states: " + result.violations());
        assertThat(result.violations()).isNotEmpty();
        assertThat(result.violations().get(0)).contains(flaw.noticedAs());
    }
}
