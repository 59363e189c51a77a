/** Faults that a service meets in production, staged for real: what the pool does during them and after them. */
package dev.dbpool.faults;
