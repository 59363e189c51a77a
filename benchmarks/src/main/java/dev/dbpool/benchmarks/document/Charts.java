package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.chart.BarChart;
import dev.dbpool.benchmarks.chart.LineChart;
import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Charts of each family, from its newest full run, else from its newest quick one. */
final class Charts {
    static final Chart ACQUIRE = new Chart("path", "acquire and release, ns", Names.ACQUIRE, Names.CPU);
    static final Chart RECORDER = new Chart("recorder", "recording one latency, ns", Names.RECORD, Names.CPU);
    static final Chart SCRAPE = new Chart("scrape", "a scrape, ms", Names.SCRAPE, Names.MEDIAN_MILLIS);
    static final Chart MEMORY = new Chart("memory", "memory of a pool's metrics, KiB", Names.FOOTPRINT, Names.HEAP);
    static final Chart START =
            new Chart("start-up", "start-up, CPU ms", Names.FIRST_CONNECTION, Names.CALLER_CPU_MILLIS);
    static final Chart QUERY = new Chart("query", "SELECT 1 on PostgreSQL, per second", "", Names.PER_SECOND);
    static final Chart HOLD = new Chart("hold", "other hold times, goodput", "", Names.OF_OFFERED);
    static final Chart GOODPUT = new Chart("overload-goodput", "goodput under overload", "", Names.OF_CAPACITY);
    static final Chart LATENCY = new Chart("overload-latency", "median latency under overload", "", Names.P50);
    static final Chart STEP = new Chart("step", "a wave of callers", Names.STEP, Names.GOODPUT);
    static final Chart STEP_BELOW =
            new Chart("step-below", "a wave of callers, with a reserve", Names.STEP_BELOW, Names.GOODPUT);
    static final Chart RETRIES = new Chart("retries", "callers that try again", Names.RETRIES, Names.OF_CAPACITY);
    static final Chart SLOW = new Chart("slow-database", "a slow database", Names.SLOW, Names.GOODPUT);

    private static final Pattern LOAD = Pattern.compile("([0-9.]+) x");
    private static final Pattern MOMENT = Pattern.compile(Names.GOODPUT + " at ([0-9.]+) s");
    private static final double COLLAPSED_PERCENT = 40;

    private final Results results;
    private final Path folder;

    Charts(Results results, Path folder) {
        this.results = results;
        this.folder = folder;
    }

    /** Writes those for which there are results. */
    void write() throws IOException {
        Files.createDirectories(folder);
        path();
        Function<Measurement, String> scenario = Measurement::scenario;
        bars(
                Family.QUERY,
                QUERY,
                scenario,
                Measurement::arm,
                new BarChart("SELECT 1 on PostgreSQL", "queries per second", false));
        bars(
                Family.HOLD,
                HOLD,
                scenario,
                Measurement::arm,
                new BarChart("Other hold times", "work done in time, % of what was offered", false));
        overLoad(
                GOODPUT,
                new LineChart(
                        "Goodput under overload",
                        "offered load, multiple of capacity",
                        "goodput, % of capacity",
                        false,
                        true));
        overLoad(
                LATENCY,
                new LineChart(
                        "Median latency, where at least two fifths of the capacity are served in time",
                        "offered load, multiple of capacity",
                        "p50, ms (logarithmic)",
                        true,
                        true));
        overTime(STEP, "A wave of callers: the capacity, four times as many from 5 s to 15 s");
        overTime(STEP_BELOW, "A wave of callers: 0.9 times the capacity, four times from 5 s to 15 s");
        overTime(SLOW, "A database five times slower from 5 s to 15 s");
        arms(
                Family.DISTURBANCE,
                RETRIES,
                new BarChart("Twice the capacity, up to three retries each", "goodput, % of capacity", false));
    }

    /** A group for each arm: there are too many to tell them apart by colours. */
    private void path() throws IOException {
        arms(
                Family.PATH,
                ACQUIRE,
                new BarChart(
                        "Acquire and release on a stub of a driver", "CPU time per operation, ns (logarithmic)", true));
        arms(Family.PATH, RECORDER, new BarChart("Recording one latency", "CPU time, ns", false));
        arms(
                Family.PATH,
                SCRAPE,
                new BarChart("A scrape: collecting and writing the metrics of all pools", "ms, median", false));
        arms(Family.PATH, MEMORY, new BarChart("Memory that the metrics of a pool keep", "KiB", false));
        arms(
                Family.ENGINE,
                START,
                new BarChart("From nothing to the first connection, without a server", "CPU of the caller, ms", false));
    }

    private void arms(Family family, Chart chart, BarChart drawing) throws IOException {
        bars(family, chart, Measurement::arm, each -> shortly(chart, each), drawing);
    }

    private static String shortly(Chart chart, Measurement measurement) {
        String rest = measurement.scenario().substring(chart.scenarios().length());
        return rest.isEmpty() ? chart.figure() : rest;
    }

    private void bars(
            Family family,
            Chart chart,
            Function<Measurement, String> group,
            Function<Measurement, String> bar,
            BarChart drawing)
            throws IOException {
        Map<String, Map<String, Double>> groups = new LinkedHashMap<>();
        for (Measurement each : shown(family, chart)) {
            groups.computeIfAbsent(group.apply(each), none -> new LinkedHashMap<>())
                    .put(bar.apply(each), each.values().getOrDefault(chart.figure(), 0.0));
        }
        if (!groups.isEmpty()) {
            drawing.write(folder.resolve(chart.file()), groups);
        }
    }

    private void overLoad(Chart chart, LineChart drawing) throws IOException {
        Map<String, SortedMap<Double, Double>> lines = new LinkedHashMap<>();
        for (Measurement each : shown(Family.OVERLOAD, chart)) {
            Matcher load = LOAD.matcher(each.scenario());
            // The few whom a collapsed pool serves it may serve fast.
            boolean collapsed =
                    chart.equals(LATENCY) && each.values().getOrDefault(Names.OF_CAPACITY, 0.0) < COLLAPSED_PERCENT;
            if (load.matches() && !collapsed) {
                lines.computeIfAbsent(each.arm(), none -> new TreeMap<>())
                        .put(Double.valueOf(load.group(1)), each.values().getOrDefault(chart.figure(), 0.0));
            }
        }
        if (!lines.isEmpty()) {
            drawing.write(folder.resolve(chart.file()), lines);
        }
    }

    private void overTime(Chart chart, String title) throws IOException {
        Map<String, SortedMap<Double, Double>> lines = new LinkedHashMap<>();
        for (Measurement each : shown(Family.DISTURBANCE, chart)) {
            SortedMap<Double, Double> line = lines.computeIfAbsent(each.arm(), none -> new TreeMap<>());
            each.values().forEach((name, value) -> {
                Matcher moment = MOMENT.matcher(name);
                if (moment.matches()) {
                    line.put(Double.valueOf(moment.group(1)), value);
                }
            });
        }
        if (!lines.isEmpty()) {
            new LineChart(title, "time, s", "work done in time, per second", false, false)
                    .write(folder.resolve(chart.file()), lines);
        }
    }

    private List<Measurement> shown(Family family, Chart chart) throws IOException {
        return results.widest(family.part()).map(chart::shown).orElse(List.of());
    }
}
