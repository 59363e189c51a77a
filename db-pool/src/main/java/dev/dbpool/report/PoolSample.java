package dev.dbpool.report;

import java.time.Duration;
import java.time.Instant;

/**
 * The pool at one instant: levels, and counts since it was opened.
 *
 * @param at wall-clock time, for reading beside logs
 * @param uptime since the pool was opened, on the monotonic clock; differences between samples are taken from this
 * @param active connections in use
 * @param idle connections open and unused
 * @param max connections allowed
 * @param waiting callers waiting
 * @param connectingFor age of the connect attempt under way, zero if there is none
 * @param started acquisitions begun
 * @param handedOut acquisitions that ended with a connection
 * @param failed acquisitions that ended with an error
 * @param rejected acquisitions refused by admission
 * @param busy connection-time in use, those still held included
 */
public record PoolSample(
        Instant at,
        Duration uptime,
        int active,
        int idle,
        int max,
        int waiting,
        Duration connectingFor,
        long started,
        long handedOut,
        long failed,
        long rejected,
        Duration busy) {}
