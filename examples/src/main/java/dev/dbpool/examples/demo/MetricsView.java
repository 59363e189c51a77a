package dev.dbpool.examples.demo;

import dev.dbpool.examples.terminal.Screen;
import dev.dbpool.metrics.PoolMetric;
import java.util.ArrayList;
import java.util.List;

/** Shows scrapes: the lines of each metric below its explanation, where many lines say the same only the outer two. */
final class MetricsView {
    /** From this many lines in a row with the same value on, the inner ones are only counted. */
    private static final int WORTH_FOLDING = 4;

    private record Line(String series, String value) {}

    private final Screen screen;

    MetricsView(Screen screen) {
        this.screen = screen;
    }

    void show(Scrape scrape) {
        for (PoolMetric metric : PoolMetric.values()) {
            show(
                    Explanation.of(metric, scrape),
                    scrape.seriesOf(metric).stream()
                            .map(series -> new Line(series, scrape.text(series)))
                            .toList());
        }
    }

    /** Only what is not as it was, with the value before and after. */
    void showChanges(Scrape before, Scrape after) {
        for (PoolMetric metric : PoolMetric.values()) {
            show(
                    Explanation.of(metric, after),
                    after.seriesOf(metric).stream()
                            .filter(series -> !before.text(series).equals(after.text(series)))
                            .map(series -> new Line(series, before.text(series) + " → " + after.text(series)))
                            .toList());
        }
    }

    /** Single series, without explanation. */
    void show(Scrape scrape, String... names) {
        for (String name : names) {
            screen.line("  " + name + " " + screen.bold(scrape.text(name)));
        }
    }

    private void show(String explanation, List<Line> lines) {
        if (lines.isEmpty()) {
            return;
        }
        screen.line("  " + screen.faint("# " + explanation));
        for (List<Line> run : runs(lines)) {
            show(run.get(0));
            if (run.size() >= WORTH_FOLDING) {
                screen.line("  "
                        + screen.faint("  … " + (run.size() - 2) + " more, each "
                                + run.get(0).value()));
            } else {
                run.subList(1, Math.max(1, run.size() - 1)).forEach(this::show);
            }
            if (run.size() > 1) {
                show(run.get(run.size() - 1));
            }
        }
        screen.line("");
    }

    private void show(Line line) {
        screen.line("  " + line.series() + " " + screen.bold(line.value()));
    }

    /** Neighbours with the same name and the same value. */
    private static List<List<Line>> runs(List<Line> lines) {
        List<List<Line>> runs = new ArrayList<>();
        for (Line line : lines) {
            if (runs.isEmpty() || !alike(runs.get(runs.size() - 1).get(0), line)) {
                runs.add(new ArrayList<>());
            }
            runs.get(runs.size() - 1).add(line);
        }
        return runs;
    }

    private static boolean alike(Line one, Line other) {
        return one.value().equals(other.value()) && name(one).equals(name(other));
    }

    private static String name(Line line) {
        return line.series().substring(0, line.series().indexOf('{'));
    }
}
