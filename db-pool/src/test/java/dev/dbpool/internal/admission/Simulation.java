package dev.dbpool.internal.admission;

import dev.dbpool.Priority;
import dev.dbpool.internal.admission.Waiter.State;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * The line of a {@link Gate} under a load, in virtual time: nothing here depends on the machine. Does what the gate and
 * its callers do around the line, without threads. The same seed gives both disciplines the same callers.
 */
final class Simulation {
    private static final double MILLI = 1e6;

    private final Workload workload;
    private final DoubleUnaryOperator load;
    private final double highestLoad;
    private final Function<SplittableRandom, Priority> priorities;
    private final SplittableRandom arrivals;
    private final SplittableRandom holds;
    private final SplittableRandom others;
    private final Discipline discipline;
    private final WaitingLine line;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Map<Waiter, Caller> waiting = new IdentityHashMap<>();
    private final SimulationResult result;
    private long now;
    private long scheduled;
    private int taken;

    private static final class Caller {
        Priority priority = Priority.NORMAL;
        long holdNanos;
        long calledNanos;
        long servedNanos;
        int attempts;
    }

    private record Event(long atNanos, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private Simulation(
            Workload workload,
            boolean adaptive,
            DoubleUnaryOperator load,
            Function<SplittableRandom, Priority> priorities,
            long seed) {
        this.workload = workload;
        this.load = load;
        this.priorities = priorities;
        this.highestLoad = highest(load, workload.seconds());
        SplittableRandom random = new SplittableRandom(seed);
        this.arrivals = random.split();
        this.holds = random.split();
        this.others = random.split();
        HoldTime holdTime = new HoldTime(workload.connections());
        this.discipline = adaptive ? new Adaptive(holdTime, 0, (long) (workload.timeoutMillis() * MILLI)) : new Fifo();
        this.line = new WaitingLine(discipline, holdTime, adaptive);
        this.result = new SimulationResult(workload);
    }

    private static double highest(DoubleUnaryOperator load, double seconds) {
        double highest = 0;
        for (double second = 0; second < seconds; second += seconds / 1_000) {
            highest = Math.max(highest, load.applyAsDouble(second));
        }
        return highest;
    }

    /** @param load callers that come, as a multiple of the capacity, by the second */
    static SimulationResult run(
            Workload workload,
            boolean adaptive,
            DoubleUnaryOperator load,
            Function<SplittableRandom, Priority> priorities,
            long seed) {
        return new Simulation(workload, adaptive, load, priorities, seed).run();
    }

    static SimulationResult run(Workload workload, boolean adaptive, double load, long seed) {
        return run(workload, adaptive, second -> load, random -> Priority.NORMAL, seed);
    }

    private SimulationResult run() {
        arriveLater();
        for (Event event = events.poll(); event != null; event = events.poll()) {
            now = event.atNanos();
            event.action().run();
        }
        result.ended(line.size(), taken, discipline.overloads());
        return result;
    }

    private void in(long nanos, Runnable action) {
        events.add(new Event(now + Math.max(1, nanos), scheduled++, action));
    }

    private double second() {
        return now / 1e9;
    }

    /** Arrivals of the highest rate, thinned out to the present one. */
    private void arriveLater() {
        double nanosApart = -Math.log(1 - arrivals.nextDouble()) / (workload.capacity() * highestLoad) * 1e9;
        in((long) nanosApart, () -> {
            if (second() < workload.seconds()) {
                if (arrivals.nextDouble() < load.applyAsDouble(second()) / highestLoad) {
                    arrive();
                }
                arriveLater();
            }
        });
    }

    private void arrive() {
        Caller caller = new Caller();
        caller.holdNanos = (long) (workload.holds().next(holds) * MILLI);
        caller.priority = priorities.apply(others);
        result.came(second(), caller.priority, caller.holdNanos / MILLI);
        call(caller);
    }

    private void call(Caller caller) {
        caller.calledNanos = now;
        caller.attempts++;
        if (line.size() == 0 && taken < workload.connections()) {
            taken++;
            hold(caller);
            return;
        }
        Waiter waiter = new Waiter(caller.priority, now, (long) (workload.timeoutMillis() * MILLI));
        AdmissionResult refusal = line.refusal(waiter, now);
        if (refusal != null) {
            goes(caller, refusal);
            return;
        }
        line.add(waiter, now);
        waiting.put(waiter, caller);
        lookLater(waiter);
    }

    private void lookLater(Waiter waiter) {
        long left = waiter.sinceNanos + waiter.timeoutNanos - now;
        in(Math.min(left, waiter.asksAtNanos - now), () -> look(waiter));
    }

    private void look(Waiter waiter) {
        if (waiter.state != State.WAITING) {
            return;
        }
        boolean timedOut = now - waiter.sinceNanos >= waiter.timeoutNanos;
        if (!timedOut && line.mayWaitOn(waiter, now)) {
            lookLater(waiter);
            return;
        }
        line.leave(waiter, now);
        waiter.state = State.GONE;
        goes(waiting.remove(waiter), timedOut ? AdmissionResult.TIMED_OUT : AdmissionResult.OVERLOAD);
    }

    private void goes(Caller caller, AdmissionResult why) {
        result.went(second(), caller.priority, why);
        if (caller.attempts < workload.attempts()) {
            in((long) (others.nextDouble(50, 150) * MILLI), () -> call(caller));
        }
    }

    private void hold(Caller caller) {
        caller.servedNanos = now;
        double end = second() + caller.holdNanos / 1e9;
        in(caller.holdNanos + (long) (workload.stall().seconds(second(), end) * 1e9), () -> giveBack(caller));
    }

    private void giveBack(Caller caller) {
        result.answered(second(), caller.priority, (now - caller.calledNanos) / MILLI, caller.holdNanos / MILLI);
        line.returned(now - caller.servedNanos, now);
        Waiter next = line.peek(now);
        if (next == null) {
            taken--;
            return;
        }
        line.leave(next, now);
        next.state = State.GRANTED;
        hold(waiting.remove(next));
        for (Waiter told : line.tellImpatient(now)) {
            in(0, () -> look(told));
        }
    }
}
