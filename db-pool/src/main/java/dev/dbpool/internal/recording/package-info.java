/** Events for the JDK's flight recorder. The only package that knows {@code jdk.jfr}, which a runtime may lack. */
@NullMarked
package dev.dbpool.internal.recording;

import org.jspecify.annotations.NullMarked;
