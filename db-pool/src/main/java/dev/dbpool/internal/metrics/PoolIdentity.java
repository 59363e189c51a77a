package dev.dbpool.internal.metrics;

import java.util.Optional;

/**
 * Whose series they are. All values come from configuration or from the build, none from traffic, so the number of
 * series is fixed when the pool opens.
 *
 * @param service the label {@code service} of every series
 * @param poolName the label {@code pool} of every series; absent if the service has only one pool in the registry
 * @param version of this library
 * @param engine name and version of what keeps the idle connections
 * @param sslmode in force, as PostgreSQL spells it
 */
public record PoolIdentity(String service, Optional<String> poolName, String version, String engine, String sslmode) {

    /** For another pool of the service: with a number in place of a name, or behind it. */
    PoolIdentity numbered(int number) {
        String name = poolName.map(given -> given + "-" + number).orElse(String.valueOf(number));
        return new PoolIdentity(service, Optional.of(name), version, engine, sslmode);
    }
}
