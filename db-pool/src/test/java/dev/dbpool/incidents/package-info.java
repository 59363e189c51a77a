/** Exhaustion staged for real, and whether the explanation names its cause; healthy pools, where it must be silent. */
package dev.dbpool.incidents;
