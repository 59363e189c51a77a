/**
 * Concludes from what was collected at one instant why callers wait: one class for each cause, plain data in and findings
 * out, no clock and no thread.
 */
@NullMarked
package dev.dbpool.internal.diagnosis;

import org.jspecify.annotations.NullMarked;
