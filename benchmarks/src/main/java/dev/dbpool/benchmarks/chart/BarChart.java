package dev.dbpool.benchmarks.chart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * Horizontal bars in groups.
 *
 * @param value what the length of a bar shows, with its unit
 * @param logarithmic whether lengths are
 */
public record BarChart(String title, String value, boolean logarithmic) {
    private static final int WIDTH = 860;
    private static final int HEAD = 110;
    private static final int BAR = 17;
    private static final int GAP = 14;
    private static final double LEAST = 10;

    /**
     * Draws it into a file.
     *
     * @param groups from the name of a group to the values of its bars by their names
     */
    public void write(Path file, Map<String, ? extends Map<String, Double>> groups) throws IOException {
        DefaultCategoryDataset bars = new DefaultCategoryDataset();
        groups.forEach((group, values) -> values.forEach((bar, length) -> bars.addValue(length, bar, group)));
        JFreeChart chart =
                ChartFactory.createBarChart(title, null, value, bars, PlotOrientation.HORIZONTAL, true, false, false);
        dress(chart, bars);
        Svg.write(chart, WIDTH, HEAD + bars.getColumnCount() * (bars.getRowCount() * BAR + GAP), file);
    }

    private void dress(JFreeChart chart, DefaultCategoryDataset bars) {
        Look look = new Look();
        Look.dress(chart);
        CategoryPlot plot = chart.getCategoryPlot();
        BarRenderer renderer = (BarRenderer) plot.getRenderer();
        if (logarithmic) {
            // A logarithm has no zero, so bars begin at ten; of itself an axis would begin at the shortest.
            renderer.setBase(LEAST);
            renderer.setIncludeBaseInRange(false);
            plot.setRangeAxis(new LogarithmicAxis(value));
            plot.getRangeAxis().setLowerBound(LEAST);
        }
        Look.dress(plot.getDomainAxis());
        Look.dress(plot.getRangeAxis());
        plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.4f);
        plot.getDomainAxis().setMaximumCategoryLabelLines(2);
        plot.setRangeGridlinePaint(Look.lines());
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0.05);
        for (int row = 0; row < bars.getRowCount(); row++) {
            renderer.setSeriesPaint(row, look.shade(String.valueOf(bars.getRowKey(row))));
        }
    }
}
