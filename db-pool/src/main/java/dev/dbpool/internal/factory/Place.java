package dev.dbpool.internal.factory;

import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.DatabaseUrl.Host;
import dev.dbpool.internal.url.TargetServer;
import java.util.List;
import java.util.Optional;

/** Where a URL leads and as whom: all of it whose change moves the sessions. A password is none of that. */
record Place(List<Host> hosts, TargetServer target, String database, Optional<String> user) {

    static Place of(DatabaseUrl url) {
        return new Place(url.hosts(), url.targetServer(), url.database(), url.user());
    }

    /** Whether one server is preferred and another one will do meanwhile. */
    boolean hasSecondChoice() {
        return target == TargetServer.PREFER_PRIMARY || target == TargetServer.PREFER_SECONDARY;
    }
}
