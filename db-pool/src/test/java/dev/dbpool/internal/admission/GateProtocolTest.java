package dev.dbpool.internal.admission;

import dev.dbpool.internal.admission.GateModel.Result;
import dev.dbpool.internal.admission.GateSetting.Extra;
import java.util.*;
import org.junit.jupiter.api.Test;

class GateProtocolTest {
    static boolean ex(String name, GateSetting s) {
        long t = System.nanoTime();
        Result r = GateModel.explore(s);
        System.out.println("   " + name + " " + r.states() + " states " + r.ends() + " ends "
                + (System.nanoTime() - t) / 1_000_000 + " ms " + r.violations());
        return !r.violations().isEmpty();
    }

    @Test
    void t() {
        Map<String, GateSetting> m = new LinkedHashMap<>();
        m.put("2x1", GateSetting.of(2, 1));
        m.put("3x1", GateSetting.of(3, 1));
        m.put("3x2", GateSetting.of(3, 2));
        m.put("3x1 timeouts", GateSetting.of(3, 1).timingOut(7));
        m.put("3x1 interr", GateSetting.of(3, 1).interrupting(7));
        m.put("3x2 timeouts", GateSetting.of(3, 2).timingOut(7));
        m.put("2x1 twice", GateSetting.of(2, 1).twice());
        m.put("2x2 opener discards", GateSetting.of(2, 2).open(1).with(Extra.OPENER, Extra.DISCARDS));
        m.put("2x2 close", GateSetting.of(2, 2).with(Extra.CLOSE));
        m.put("2x2 resize down up", GateSetting.of(2, 2).resized(2, 1, 2).with(Extra.OPENER));
        m.put("3x1 displace", GateSetting.of(3, 1).with(Extra.DISPLACE));
        m.put("2x2 opener", GateSetting.of(2, 2).open(0).with(Extra.OPENER));
        m.put("2x3 resize", GateSetting.of(2, 3).resized(2, 1, 3).with(Extra.OPENER));
        m.put("3x2 resize", GateSetting.of(3, 2).resized(2, 1).with(Extra.OPENER));
        m.put("4x2", GateSetting.of(4, 2));
        m.put("4x2 times", GateSetting.of(4, 2).timingOut(1));
        m.put("3x2 opener1", GateSetting.of(3, 2).resized(2, 1).open(1).with(Extra.OPENER));
        m.put("3x2 opener1 f", GateSetting.of(3, 2).open(1).with(Extra.OPENER, Extra.FAILURES, Extra.UPKEEP));
        m.put("4x2 times3", GateSetting.of(4, 2).timingOut(15));
        for (GateFlaw f : List.of(
                GateFlaw.NONE,
                GateFlaw.LOOKS_FOR_ITSELF_ONLY,
                GateFlaw.REMOVES_ANYWAY,
                GateFlaw.PASSES_CALL_BEFORE_PUBLISHING)) {
            System.out.println(f);
            for (var e : m.entrySet()) if (ex(e.getKey(), e.getValue().broken(f))) break;
        }
    }
}
