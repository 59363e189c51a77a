package dev.dbpool.benchmarks.engine;

import com.sun.management.OperatingSystemMXBean;
import dev.dbpool.benchmarks.child.Child;
import dev.dbpool.benchmarks.load.CallerThreads;
import dev.dbpool.benchmarks.load.ClosedLoop;
import dev.dbpool.benchmarks.load.ClosedLoopFigures;
import dev.dbpool.benchmarks.load.HoldTime;
import dev.dbpool.benchmarks.load.Work;
import dev.dbpool.benchmarks.peers.Arm;
import dev.dbpool.benchmarks.peers.Peer;
import dev.dbpool.benchmarks.peers.Size;
import dev.dbpool.benchmarks.results.Names;
import dev.dbpool.benchmarks.results.Quantiles;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * More callers than connections, each in a loop without a pause, the connection held across one {@code Thread.yield}:
 * {@code ContendedCallers ARM PLATFORM|VIRTUAL CALLERS CONNECTIONS}. Shows what the pool serves, whether it serves all
 * alike within a second, and how long the unluckiest waits.
 */
final class ContendedCallers {
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final int WINDOWS = 5;
    private static final HoldTime NONE = HoldTime.fixed(Duration.ZERO);

    private final ClosedLoop loop;
    private final int callers;
    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ContendedCallers(ClosedLoop loop, int callers) {
        this.loop = loop;
        this.callers = callers;
    }

    @SuppressWarnings("ThreadPriorityCheck") // the yield is the work: others run while the connection is held
    public static void main(String[] arguments) throws Exception {
        Arm arm = Arm.valueOf(arguments[0]);
        CallerThreads threads = CallerThreads.valueOf(arguments[1]);
        int callers = Integer.parseInt(arguments[2]);
        Work yield = (connection, holdMicros) -> Thread.yield();
        try (Peer peer = arm.open(Size.fixed(Integer.parseInt(arguments[3])))) {
            ClosedLoop loop = new ClosedLoop(new PeerGateway(peer), yield, NONE, threads, 1);
            new ContendedCallers(loop, callers).measure();
        }
    }

    private void measure() throws InterruptedException {
        loop.run(callers, Duration.ZERO, WARM_UP);
        List<ClosedLoopFigures> windows = new ArrayList<>();
        long cpuBefore = process.getProcessCpuTime();
        for (int i = 0; i < WINDOWS; i++) {
            windows.add(loop.run(callers, Duration.ZERO, WINDOW));
        }
        long cpu = process.getProcessCpuTime() - cpuBefore;
        double served =
                windows.stream().mapToDouble(ClosedLoopFigures::perSecond).sum() * WINDOW.toSeconds();
        Child.tell(Names.CPU, cpu / served);
        Child.tell(Names.PER_SECOND, served / WINDOWS / WINDOW.toSeconds());
        Child.tell(
                Names.JAIN,
                Quantiles.median(windows.stream().map(ClosedLoopFigures::jain).toList()));
        Child.tell(
                Names.P99_MICROS,
                Quantiles.median(
                        windows.stream().map(ClosedLoopFigures::p99Micros).toList()));
        Child.tell(
                Names.LONGEST,
                windows.stream()
                        .mapToDouble(ClosedLoopFigures::longestMillis)
                        .max()
                        .orElseThrow());
        Child.tell(
                Names.STARVED,
                windows.stream().mapToDouble(ClosedLoopFigures::starved).max().orElseThrow());
    }
}
