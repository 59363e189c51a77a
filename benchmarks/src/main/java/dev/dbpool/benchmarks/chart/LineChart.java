package dev.dbpool.benchmarks.chart;

import java.awt.Stroke;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * A line for each series over a common axis.
 *
 * @param across what the horizontal axis shows, with its unit
 * @param up what the vertical axis shows, with its unit
 * @param logarithmic whether the vertical axis is
 * @param points whether the measured points are marked
 */
public record LineChart(String title, String across, String up, boolean logarithmic, boolean points) {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 420;

    /**
     * Draws it into a file.
     *
     * @param series by name, each from horizontal to vertical value
     */
    public void write(Path file, Map<String, ? extends SortedMap<Double, Double>> series) throws IOException {
        XYSeriesCollection lines = new XYSeriesCollection();
        series.forEach((name, values) -> {
            XYSeries line = new XYSeries(name);
            values.forEach(line::add);
            lines.addSeries(line);
        });
        JFreeChart chart =
                ChartFactory.createXYLineChart(title, across, up, lines, PlotOrientation.VERTICAL, true, false, false);
        dress(chart, lines);
        Svg.write(chart, WIDTH, HEIGHT, file);
    }

    private void dress(JFreeChart chart, XYSeriesCollection lines) {
        Look look = new Look();
        Look.dress(chart);
        XYPlot plot = chart.getXYPlot();
        if (logarithmic) {
            plot.setRangeAxis(new LogarithmicAxis(up));
        } else {
            ((NumberAxis) plot.getRangeAxis()).setAutoRangeIncludesZero(true);
        }
        ((NumberAxis) plot.getDomainAxis()).setAutoRangeIncludesZero(true);
        Look.dress(plot.getDomainAxis());
        Look.dress(plot.getRangeAxis());
        plot.setRangeGridlinePaint(Look.lines());
        plot.setDomainGridlinePaint(Look.lines());
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, points);
        for (int i = 0; i < lines.getSeriesCount(); i++) {
            String name = String.valueOf(lines.getSeriesKey(i));
            Stroke stroke = look.stroke(name);
            renderer.setSeriesStroke(i, stroke);
            renderer.setSeriesPaint(i, look.color(name));
        }
        renderer.setDefaultLegendTextFont(Look.letters());
        plot.setRenderer(renderer);
    }
}
