package dev.dbpool.spring;

import dev.dbpool.AdmissionPolicy;
import dev.dbpool.DbConfig;
import dev.dbpool.Isolation;
import dev.dbpool.TestBeforeAcquire;
import dev.dbpool.fleet.Fleet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * The settings of the auto-configured pool. A duration without a unit is in seconds. An unknown name is an error.
 *
 * @param enabled whether this pool takes the place of Spring Boot's
 * @param service name of the service, a metric label and PostgreSQL's application name; by default
 *     spring.application.name
 * @param hikariProperties what to do with properties under spring.datasource.hikari
 * @param databaseUrl where the database is, instead of spring.datasource.url and of connection details
 * @param databaseUrlFile a file that holds the URL, read again for every physical connection
 * @param user who connects, instead of spring.datasource.username
 * @param password the user's password, instead of spring.datasource.password
 * @param passwordFile a file that holds the password, read again for every physical connection
 * @param initSql statements that run in each new session
 * @param readOnly whether sessions only read
 * @param isolation isolation level of transactions that ask for none
 * @param defaultAutoCommit whether connections are handed out with autocommit on
 * @param maxConnections connections that the pool opens at most
 * @param minConnections connections kept ready for the next callers, beside those in use
 * @param connectTimeout bound for opening a physical connection
 * @param acquireTimeout how long a caller waits for a connection
 * @param idleTimeout connections above the minimum are closed when unused for this long; 0 for never
 * @param maxLifetime age at which a connection is replaced; 0 for never
 * @param keepalive how often an idle connection is tested; 0 for never
 * @param failbackAfter within which time a preferred server that is back is used again; 0 for never
 * @param connectParallelism connections opened at the same time while that succeeds
 * @param testBeforeAcquire which connections are tested before a caller gets them
 * @param socketTimeout a connection on which the server is silent for this long inside a call is given up
 * @param startLazily whether the pool opens without verifying a connection
 * @param resetOnReturn whether DISCARD ALL runs when a connection comes back
 * @param closeGrace how long shutdown waits for connections in use; by default
 *     spring.lifecycle.timeout-per-shutdown-phase
 * @param maxWaiters callers that may wait at the same time
 * @param admission in what order callers are served who have to wait
 * @param targetDelay how long a caller may wait while too many come, for adaptive admission
 * @param refuseHopeless whether to refuse at once a caller whose estimated wait exceeds twice its timeout
 * @param leakThreshold how long a hold must be to be suspected as a leak
 * @param reclaimLeaks whether to take a connection away that is suspected to be leaked
 * @param callSiteIgnore packages or classes that reports skip when they say where a connection was acquired
 * @param poolName tells two pools of one service apart; the metric label pool
 * @param refuseDuplicates whether to refuse a second open pool of the same name in one metrics registry
 * @param fleet a properties file with the sizes of all services that share the server
 */
@ConfigurationProperties(prefix = "dbpool", ignoreUnknownFields = false)
record DbPoolProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String service,
        @DefaultValue("translate") HikariSettings hikariProperties,
        @Nullable String databaseUrl,
        @Nullable Path databaseUrlFile,
        @Nullable String user,
        @Nullable String password,
        @Nullable Path passwordFile,
        @Nullable String initSql,
        @Nullable Boolean readOnly,
        @Nullable Isolation isolation,
        @Nullable Boolean defaultAutoCommit,
        @Nullable Integer maxConnections,
        @Nullable Integer minConnections,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration connectTimeout,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration acquireTimeout,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration idleTimeout,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration maxLifetime,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration keepalive,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration failbackAfter,
        @Nullable Integer connectParallelism,
        @Nullable TestBeforeAcquire testBeforeAcquire,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration socketTimeout,
        @Nullable Boolean startLazily,
        @Nullable Boolean resetOnReturn,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration closeGrace,
        @Nullable Integer maxWaiters,
        @Nullable AdmissionPolicy admission,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration targetDelay,
        @Nullable Boolean refuseHopeless,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration leakThreshold,
        @Nullable Boolean reclaimLeaks,
        @Nullable List<String> callSiteIgnore,
        @Nullable String poolName,
        @Nullable Boolean refuseDuplicates,
        @Nullable Path fleet) {

    /** Where the database is and who connects comes by {@link ConnectionSource}. */
    void applyTo(DbConfig.Builder builder, Sources sources) {
        Setter set = new Setter(sources);
        set.to("initSql", initSql, builder::initSql);
        set.to("readOnly", readOnly, builder::readOnly);
        set.to("isolation", isolation, builder::isolation);
        set.to("defaultAutoCommit", defaultAutoCommit, builder::defaultAutoCommit);
        set.to("maxConnections", maxConnections, builder::maxConnections);
        set.to("minConnections", minConnections, builder::minConnections);
        set.to("connectTimeout", connectTimeout, builder::connectTimeout);
        set.to("acquireTimeout", acquireTimeout, builder::acquireTimeout);
        set.to("idleTimeout", idleTimeout, builder::idleTimeout);
        set.to("maxLifetime", maxLifetime, builder::maxLifetime);
        set.to("keepalive", keepalive, builder::keepalive);
        set.to("failbackAfter", failbackAfter, builder::failbackAfter);
        set.to("connectParallelism", connectParallelism, builder::connectParallelism);
        set.to("testBeforeAcquire", testBeforeAcquire, builder::testBeforeAcquire);
        set.to("socketTimeout", socketTimeout, builder::socketTimeout);
        set.to("startLazily", startLazily, builder::startLazily);
        set.to("resetOnReturn", resetOnReturn, builder::resetOnReturn);
        set.to("closeGrace", closeGrace, builder::closeGrace);
        set.to("maxWaiters", maxWaiters, builder::maxWaiters);
        set.to("admission", admission, builder::admission);
        set.to("targetDelay", targetDelay, builder::targetDelay);
        set.to("refuseHopeless", refuseHopeless, builder::refuseHopeless);
        set.to("leakThreshold", leakThreshold, builder::leakThreshold);
        set.to("reclaimLeaks", reclaimLeaks, builder::reclaimLeaks);
        set.to("callSiteIgnore", callSiteIgnore, builder::callSiteIgnore);
        set.to("poolName", poolName, builder::poolName);
        set.to("refuseDuplicates", refuseDuplicates, builder::refuseDuplicates);
        set.to("fleet", fleet, file -> builder.fleet(Fleet.load(file)));
    }

    /** Sets what is given, and notes which property it was. */
    private record Setter(Sources sources) {
        <T> void to(String key, @Nullable T value, Consumer<T> setter) {
            if (value != null) {
                setter.accept(value);
                sources.note(key, "dbpool." + Sources.hyphenated(key));
            }
        }
    }
}
