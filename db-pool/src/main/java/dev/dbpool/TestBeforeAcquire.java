package dev.dbpool;

/** When a pooled connection is tested before a caller gets it. */
public enum TestBeforeAcquire {
    /** Only if it was unused for 500 ms: costs nothing under load. */
    IDLE,
    /** Always: costs every acquisition a round trip to the server. */
    ALWAYS
}
