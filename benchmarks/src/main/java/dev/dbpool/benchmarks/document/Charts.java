package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.chart.BarChart;
import dev.dbpool.benchmarks.chart.LineChart;
import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Charts of each family, from its newest full run, else from its newest quick one. */
final class Charts {
    private static final Pattern LOAD = Pattern.compile("([0-9.]+) x");
    private static final Pattern MOMENT = Pattern.compile("goodput /s at ([0-9.]+) s");

    private static final String GOODPUT = "goodput % of capacity";
    private static final String LATENCY = "p50 ms";
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
        bars(
                Family.PATH,
                "cpu ns/op",
                new BarChart(
                        "Acquire and release on a stub of a driver", "CPU time per operation, ns (logarithmic)", true));
        bars(Family.QUERY, "ops /s", new BarChart("SELECT 1 on PostgreSQL", "queries per second", false));
        bars(
                Family.HOLD,
                "goodput % of offered",
                new BarChart("Other hold times", "work done in time, % of what was offered", false));
        overLoad(
                "overload-goodput.svg",
                GOODPUT,
                new LineChart(
                        "Goodput under overload",
                        "offered load, multiple of capacity",
                        "goodput, % of capacity",
                        false,
                        true));
        overLoad(
                "overload-latency.svg",
                LATENCY,
                new LineChart(
                        "Median latency, where at least two fifths of the capacity are served in time",
                        "offered load, multiple of capacity",
                        "p50, ms (logarithmic)",
                        true,
                        true));
        overTime("step.svg", "step 1 x, 4 x, 1 x", "A wave of callers: four times the capacity from 5 s to 15 s");
        overTime("slow-database.svg", "database 5 x slower, 0.8 x", "A database five times slower from 5 s to 15 s");
    }

    private void bars(Family family, String value, BarChart chart) throws IOException {
        Optional<Run> run = results.widest(family.part());
        if (run.isEmpty()) {
            return;
        }
        Map<String, Map<String, Double>> groups = new LinkedHashMap<>();
        for (Measurement each : run.get().measurements()) {
            Double length = each.values().get(value);
            if (length != null) {
                groups.computeIfAbsent(each.scenario(), none -> new LinkedHashMap<>())
                        .put(each.arm(), length);
            }
        }
        if (!groups.isEmpty()) {
            chart.write(folder.resolve(family.part() + ".svg"), groups);
        }
    }

    private void overLoad(String file, String value, LineChart chart) throws IOException {
        Map<String, SortedMap<Double, Double>> lines = new LinkedHashMap<>();
        for (Measurement each : measurements(Family.OVERLOAD)) {
            Matcher load = LOAD.matcher(each.scenario());
            Double height = each.values().get(value);
            // The few whom a collapsed pool serves it may serve fast.
            boolean collapsed = value.equals(LATENCY) && each.values().getOrDefault(GOODPUT, 0.0) < COLLAPSED_PERCENT;
            if (load.matches() && height != null && !collapsed) {
                lines.computeIfAbsent(each.arm(), none -> new TreeMap<>()).put(Double.valueOf(load.group(1)), height);
            }
        }
        if (!lines.isEmpty()) {
            chart.write(folder.resolve(file), lines);
        }
    }

    private void overTime(String file, String scenario, String title) throws IOException {
        Map<String, SortedMap<Double, Double>> lines = new LinkedHashMap<>();
        for (Measurement each : measurements(Family.DISTURBANCE)) {
            if (each.scenario().equals(scenario)) {
                SortedMap<Double, Double> line = lines.computeIfAbsent(each.arm(), none -> new TreeMap<>());
                each.values().forEach((name, value) -> {
                    Matcher moment = MOMENT.matcher(name);
                    if (moment.matches()) {
                        line.put(Double.valueOf(moment.group(1)), value);
                    }
                });
            }
        }
        if (!lines.isEmpty()) {
            new LineChart(title, "time, s", "work done in time, per second", false, false)
                    .write(folder.resolve(file), lines);
        }
    }

    private Iterable<Measurement> measurements(Family family) throws IOException {
        return results.widest(family.part()).map(Run::measurements).orElse(List.of());
    }
}
