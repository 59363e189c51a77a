package dev.dbpool.benchmarks.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Stroke;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;

/**
 * Colours, strokes and letters. A white ground of their own, so that charts can be read on dark pages too; one colour
 * for each product, and dashes for its variants, so that they can be told apart without colours.
 */
final class Look {
    private static final Color LETTERS = new Color(0x1f2328);
    private static final Color LINES = new Color(0xd0d7de);
    private static final Color OTHERS = new Color(0x6e7781);
    private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 16);
    private static final float[][] DASHES = {{}, {8, 4}, {2, 4}, {12, 4, 2, 4}};

    private static final Map<String, Color> PRODUCTS = new LinkedHashMap<>(Map.of(
            "db-pool", new Color(0x0969da),
            "HikariCP", new Color(0xcf222e),
            "Agroal", new Color(0xbf8700),
            "Resilience4j", new Color(0x1a7f37),
            "Netflix", new Color(0x8250df)));

    private final Map<Color, Integer> variants = new LinkedHashMap<>();

    /** The colour of the product with whose name a series begins. */
    Color color(String series) {
        return product(series).map(PRODUCTS::get).orElse(OTHERS);
    }

    private static Optional<String> product(String series) {
        return PRODUCTS.keySet().stream().filter(series::startsWith).findFirst();
    }

    /** Solid for the first of a product, dashed for the next ones; ours is thicker. */
    Stroke stroke(String series) {
        int variant = variants.merge(color(series), 1, Integer::sum) - 1;
        float[] dashes = DASHES[Math.min(variant, DASHES.length - 1)];
        float width = series.startsWith("db-pool") ? 3.5f : 2;
        return dashes.length == 0
                ? new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0);
    }

    /** The colour of bars: variants of a product get paler. */
    Color shade(String series) {
        Color color = color(series);
        int variant = variants.merge(color, 1, Integer::sum) - 1;
        double towardsWhite = Math.min(0.75, variant * 0.35);
        return new Color(
                paler(color.getRed(), towardsWhite),
                paler(color.getGreen(), towardsWhite),
                paler(color.getBlue(), towardsWhite));
    }

    private static int paler(int part, double towardsWhite) {
        return (int) (part + (255 - part) * towardsWhite);
    }

    static Color lines() {
        return LINES;
    }

    static Font letters() {
        return PLAIN;
    }

    static void dress(Axis axis) {
        axis.setLabelFont(PLAIN);
        axis.setTickLabelFont(PLAIN);
        axis.setLabelPaint(LETTERS);
        axis.setTickLabelPaint(LETTERS);
        axis.setAxisLinePaint(LINES);
    }

    static void dress(JFreeChart chart) {
        chart.setBackgroundPaint(Color.WHITE);
        chart.setAntiAlias(true);
        chart.getTitle().setFont(BOLD);
        chart.getTitle().setPaint(LETTERS);
        chart.getPlot().setBackgroundPaint(Color.WHITE);
        chart.getPlot().setOutlineVisible(false);
        LegendTitle legend = chart.getLegend();
        legend.setPosition(RectangleEdge.RIGHT);
        legend.setItemFont(PLAIN);
        legend.setItemPaint(LETTERS);
        legend.setFrame(org.jfree.chart.block.BlockBorder.NONE);
    }
}
