package dev.dbpool.benchmarks.results;

/** Names of scenarios, arms and figures that both those who measure and those who show the results have to know. */
public final class Names {
    // Arms.
    public static final String DB_POOL = "db-pool";
    public static final String HIKARI = "HikariCP";
    /** What the names of all instrumented HikariCPs begin with. */
    public static final String HIKARI_INSTRUMENTED = HIKARI + " + ";

    public static final String HIKARI_CHEAPEST_INSTRUMENTED = HIKARI_INSTRUMENTED + "OpenTelemetry";
    public static final String AGROAL_METRICS = "Agroal + its metrics";
    public static final String HIKARI_SHORT = HIKARI + ", 250 ms";
    public static final String ADAPTIVE_PATIENT = "db-pool adaptive";
    public static final String FIFO_PATIENT = "db-pool fifo";
    public static final String ADAPTIVE = ADAPTIVE_PATIENT + ", 1 s";
    public static final String QUERY_IDLE = "db-pool, test idle";
    public static final String QUERY_ALWAYS = "db-pool, test always";
    public static final String HIKARI_ALWAYS = HIKARI + ", test always";
    public static final String CLOCK = "System.nanoTime";
    public static final String CLIENT_JAVA = "client_java, classic histogram";

    // Scenarios.
    public static final String ACQUIRE = "acquire+release, ";
    public static final String ONE_THREAD = "1 thread";
    public static final String CONTENDED = "in a loop without a pause: ";
    public static final String EIGHT_ON_FOUR = CONTENDED + "8 threads on 4 connections";
    public static final String THOUSAND_ON_TEN = CONTENDED + "1,000 virtual threads on 10 connections";
    public static final String RECORD = "recording one latency, ";
    public static final String CALL_SITE = "looking for the call site, " + ONE_THREAD;
    public static final String SCRAPE = "a scrape";
    public static final String SCRAPE_DELAY = "acquire beside scrapes";
    public static final String FOOTPRINT = "heap kept by the metrics of a pool";
    public static final String POOL_FOOTPRINT = "heap kept by a whole pool with 10 connections";
    public static final String FIRST_CONNECTION = "first connection in a new JVM";
    public static final String UNLOADED = load(0.5);
    public static final String STEP = "step 1 x, 4 x, 1 x";
    public static final String STEP_BELOW = "step 0.9 x, 4 x, 0.9 x";
    public static final String SLOW = "database 5 x slower, 0.8 x";
    public static final String RETRIES = "2 x, up to 3 retries each";

    // Arms of the scenarios about metrics.
    public static final String OWN_SCRAPES = "its registry is scraped";
    public static final String OTHER_SCRAPES = "another registry is scraped";

    public static final String COLD = "16 threads, 1 call/s each";
    public static final String MAIN_CODE = "main code without the handles";
    public static final String GROWTH = "20 callers at once, a login takes 50 ms";
    public static final String GROWTH_COLD = GROWTH + ", 1 session open";
    public static final String GROWTH_EVICTED = GROWTH + ", after all were evicted";
    /** What the names of those beside the plain first connection end with. */
    public static final String WITH_APP_CDS = ", with AppCDS";

    public static final String WITH_AOT_CACHE = ", with an AOT cache";

    // Figures.
    public static final String CPU = "cpu ns/op";
    public static final String BYTES = "B/op";
    public static final String PER_SECOND = "ops /s";
    public static final String UNSERVED = "unserved";
    public static final String GOODPUT = "goodput /s";
    public static final String OF_CAPACITY = "goodput % of capacity";
    public static final String OF_OFFERED = "goodput % of offered";
    public static final String P50 = "p50 ms";
    public static final String P99 = "p99 ms";
    public static final String RECOVERY = "recovery s";
    public static final String MEDIAN_MILLIS = "median ms";
    public static final String TEXT_KB = "text kB";
    public static final String ALLOCATED_KB = "allocated kB";
    public static final String HEAP = "KiB per pool";
    public static final String MILLIS = "ms";
    public static final String CALLER_CPU_MILLIS = "caller's cpu ms";
    public static final String CPU_MILLIS = "cpu ms";
    public static final String JAIN = "Jain index";
    public static final String STARVED = "starved callers";
    public static final String LONGEST = "longest ms";
    public static final String P99_MICROS = "p99 us";
    public static final String TESTED = "hand-outs that paid a test %";
    public static final String LINES = "lines";
    public static final String LAST_SERVED = "last served ms";
    public static final String DURING_P99 = "during a scrape p99 ns";
    public static final String DURING_SLOW = "during a scrape % of time above 10 us";

    private Names() {}

    /** Acquire and release by so many platform threads. */
    public static String acquireBy(int threads) {
        return ACQUIRE + threads(threads);
    }

    /** {@code 1 thread}, {@code 2 threads}. */
    public static String threads(int count) {
        return count == 1 ? ONE_THREAD : count + " threads";
    }

    /** Open loop at a multiple of the capacity. */
    public static String load(double multiple) {
        return multiple + " x";
    }

    /**
     * A machine with so many, or a JVM that is told so, and a pool of ten connections.
     *
     * @param fight whether threads have fought over the counters before
     */
    public static String cores(int count, boolean fight) {
        return count + (count == 1 ? " core" : " cores") + (fight ? ", after a fight" : "");
    }

    /** A pool of so many, on two cores. */
    public static String connections(int count) {
        return cores(2, false) + ", " + count + " connections";
    }

    /** Scraped together. */
    public static String pools(int count) {
        return count + (count == 1 ? " pool" : " pools");
    }
}
