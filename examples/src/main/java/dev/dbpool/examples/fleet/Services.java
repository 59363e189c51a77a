package dev.dbpool.examples.fleet;

import dev.dbpool.examples.fleet.ServiceProcess.Traffic;
import dev.dbpool.examples.postgres.EmbeddedPostgres;
import dev.dbpool.fleet.Fleet;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The services of the built-in fleet, each with its pool, on one PostgreSQL. */
final class Services implements AutoCloseable {
    static final String SELDOM_ASKED = "search-service";

    private final Map<String, ServiceProcess> byName = new LinkedHashMap<>();

    /** Starts them one after the other. */
    void start(EmbeddedPostgres database) throws IOException, SQLException {
        for (String name : Fleet.builtIn().services().keySet()) {
            Traffic traffic = name.equals(SELDOM_ASKED) ? Traffic.SPARSE : Traffic.STEADY;
            ServiceProcess service = new ServiceProcess(name, traffic, database);
            byName.put(name, service);
            service.start();
        }
    }

    ServiceProcess named(String name) {
        return Optional.ofNullable(byName.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no service " + name));
    }

    Collection<ServiceProcess> all() {
        return byName.values();
    }

    /** Where each is scraped. */
    Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        byName.forEach((name, service) -> addresses.put(name, service.address()));
        return addresses;
    }

    @Override
    public void close() throws IOException {
        for (ServiceProcess service : byName.values()) {
            service.close();
        }
    }
}
