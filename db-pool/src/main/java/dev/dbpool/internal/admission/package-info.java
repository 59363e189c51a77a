/** May I wait, and for how long: the gate in front of the engine. */
@NullMarked
package dev.dbpool.internal.admission;

import org.jspecify.annotations.NullMarked;
