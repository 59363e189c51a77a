/** The parts of the service with metrics. */
@NullMarked
package dev.dbpool.examples.service;

import org.jspecify.annotations.NullMarked;
