package dev.dbpool.internal.admission;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * What callers do in a {@link Simulation}: Poisson arrivals that hold a connection each.
 *
 * @param name for the report
 * @param connections permits
 * @param holds how long each holds a connection
 * @param timeoutMillis how long a caller waits
 * @param deadlineMillis until when, from the call, an answer is of use
 * @param seconds how long callers come
 * @param attempts how often a caller that gets none tries, 50 to 150 ms apart
 * @param stall when the database stands still
 */
record Workload(
        String name,
        int connections,
        Holds holds,
        double timeoutMillis,
        double deadlineMillis,
        double seconds,
        int attempts,
        Stall stall) {

    /** From one second to another no hold gets any further. */
    record Stall(double from, double to) {
        static final Stall NONE = new Stall(0, 0);

        /** What it adds to a hold that begins and would end at these moments. */
        double seconds(double begin, double end) {
            return begin < to && end >= from ? to - Math.max(begin, from) : 0;
        }
    }

    /** Hold times in milliseconds. */
    interface Holds {
        double mean();

        double next(SplittableRandom random);

        static Holds constant(double millis) {
            return of(millis, random -> millis);
        }

        /** With a median of mean ÷ exp(σ²/2): a few take much longer than the others. */
        static Holds logNormal(double mean, double sigma) {
            double mu = Math.log(mean) - sigma * sigma / 2;
            return of(mean, random -> Math.exp(mu + sigma * gaussian(random)));
        }

        static Holds mixed(double most, double few, double shareOfFew) {
            double mean = most * (1 - shareOfFew) + few * shareOfFew;
            return of(mean, random -> random.nextDouble() < shareOfFew ? few : most);
        }

        private static double gaussian(SplittableRandom random) {
            return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
        }

        private static Holds of(double mean, ToDoubleFunction<SplittableRandom> next) {
            return new Holds() {
                @Override
                public double mean() {
                    return mean;
                }

                @Override
                public double next(SplittableRandom random) {
                    return next.applyAsDouble(random);
                }
            };
        }
    }

    static Workload of(String name, Holds holds, double timeoutMillis, double seconds) {
        return new Workload(name, 10, holds, timeoutMillis, timeoutMillis, seconds, 1, Stall.NONE);
    }

    /** An answer is of use however late the connection came, which is how first come, first served looks best. */
    Workload anyAnswerCounts() {
        return new Workload(name, connections, holds, timeoutMillis, Double.MAX_VALUE, seconds, attempts, stall);
    }

    Workload on(int otherConnections) {
        return new Workload(
                name + " on " + otherConnections,
                otherConnections,
                holds,
                timeoutMillis,
                deadlineMillis,
                seconds,
                attempts,
                stall);
    }

    Workload tried(int times) {
        return new Workload(
                name + ", " + times + " attempts",
                connections,
                holds,
                timeoutMillis,
                deadlineMillis,
                seconds,
                times,
                stall);
    }

    Workload stalled(double from, double to) {
        return new Workload(
                name + ", stalled",
                connections,
                holds,
                timeoutMillis,
                deadlineMillis,
                seconds,
                attempts,
                new Stall(from, to));
    }

    /** Callers that can be served per second when no connection is ever free. */
    double capacity() {
        return connections / holds.mean() * 1e3;
    }
}
