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

        m.put(
                "3x1 timing 1, twice upkeep",
                GateSetting.of(3, 1).timingOut(1).twice().with(Extra.UPKEEP));
        m.put(
                "3x1 interr 1, timing 2 twice",
                GateSetting.of(3, 1).timingOut(2).interrupting(1).twice());
        m.put("3x2 times twice", GateSetting.of(3, 2).timingOut(7).twice());
        m.put("3x2 close resize", GateSetting.of(3, 2).with(Extra.CLOSE).resized(2, 1));
        m.put("4x2 any", GateSetting.of(4, 2).timingOut(2).with(Extra.ANY_ORDER, Extra.DISPLACE));
        m.put("3x3 discards", GateSetting.of(3, 3).open(2).with(Extra.OPENER, Extra.DISCARDS));
        m.put(
                "2x3 resize close",
                GateSetting.of(2, 3)
                        .timingOut(1)
                        .with(Extra.CLOSE, Extra.OPENER)
                        .resized(2, 1, 3));
        for (GateFlaw f : List.of(GateFlaw.NONE)) {
            System.out.println(f);
            for (var e : m.entrySet()) if (ex(e.getKey(), e.getValue().broken(f)) && f != GateFlaw.NONE) break;
        }
    }
}
