package dev.dbpool.fleet;

import java.util.Map;

/** The sizes that hold without a fleet file: 75 connections, PostgreSQL's default 100 less 25 for the system. */
final class BuiltInFleet {
    static final int MAX_CONNECTIONS = 100;
    static final int RESERVED_CONNECTIONS = 25;

    /** For a service that no fleet lists: enough to work with, outside the sum until somebody plans it. */
    static final ServicePreset OTHER = new ServicePreset(10, 2, 1);

    private static final ServicePreset HIGH_TRAFFIC = new ServicePreset(12, 4, 1);
    private static final ServicePreset SEARCHING = new ServicePreset(8, 3, 1);
    private static final ServicePreset MEDIUM_TRAFFIC = new ServicePreset(5, 2, 1);
    private static final ServicePreset LIGHT_TRAFFIC = new ServicePreset(3, 1, 1);

    static final Map<String, ServicePreset> SERVICES = Map.ofEntries(
            Map.entry("auth-service", HIGH_TRAFFIC),
            Map.entry("user-service", HIGH_TRAFFIC),
            Map.entry("content-service", HIGH_TRAFFIC),
            Map.entry("feed-service", SEARCHING),
            Map.entry("search-service", SEARCHING),
            Map.entry("media-service", MEDIUM_TRAFFIC),
            Map.entry("notification-service", MEDIUM_TRAFFIC),
            Map.entry("events-service", MEDIUM_TRAFFIC),
            Map.entry("video-service", LIGHT_TRAFFIC),
            Map.entry("streaming-service", LIGHT_TRAFFIC),
            Map.entry("cdn-service", new ServicePreset(2, 1, 1)));

    private BuiltInFleet() {}
}
