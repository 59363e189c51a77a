/** Charts as SVG, of any figures: they know nothing of pools but the colours by which a reader tells them apart. */
@NullMarked
package dev.dbpool.benchmarks.chart;

import org.jspecify.annotations.NullMarked;
