package dev.dbpool.benchmarks.path;

import dev.dbpool.internal.stack.ApplicationFrames;
import dev.dbpool.internal.stack.CallSite;
import dev.dbpool.internal.stack.CallSites;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Looking for the line of the application that acquires; here these benchmarks are the application. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallSiteLooks {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int DEEP = 60;

    private final CallSites sites = new CallSites(new ApplicationFrames(List.of(FramesBetween.class.getName())), 0);
    private long now;

    /** What nearly every acquisition pays. */
    @Benchmark
    public boolean notDue() {
        return sites.due(now - 1);
    }

    /** With the application right above. */
    @Benchmark
    public @Nullable CallSite near() {
        return sites.look(now += SECOND);
    }

    /** Behind sixty frames that are not the application's. */
    @Benchmark
    public @Nullable CallSite far() {
        return FramesBetween.look(DEEP, sites, now += SECOND);
    }
}
