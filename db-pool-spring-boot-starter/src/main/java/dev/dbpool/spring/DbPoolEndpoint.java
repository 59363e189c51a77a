package dev.dbpool.spring;

import dev.dbpool.DbPool;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Explains the application's pools: who holds the connections, what those threads and PostgreSQL do, who waits, and what
 * the cause is. Contains no value of an SQL statement. Blocks for 1.5 s at most for each pool.
 */
@WebEndpoint(id = "dbpool", defaultAccess = Access.READ_ONLY)
public final class DbPoolEndpoint {
    private final ListableBeanFactory beans;

    DbPoolEndpoint(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /** All pools, by the names of their beans. */
    @ReadOperation(producesFrom = ReportFormat.class)
    WebEndpointResponse<byte[]> pools(ReportFormat format) {
        Map<String, DbPool> pools = new TreeMap<>(beans.getBeansOfType(DbPool.class));
        String answer = format == ReportFormat.TEXT
                ? pools.values().stream().map(pool -> pool.explain().toText()).collect(Collectors.joining("\n\n"))
                : pools.entrySet().stream()
                        .map(pool -> quoted(pool.getKey()) + ":"
                                + pool.getValue().explain().toJson())
                        .collect(Collectors.joining(",", "{\"pools\":{", "}}"));
        return response(answer, format);
    }

    /** One pool, by the name of its bean or by its service; 404 if there is none. */
    @ReadOperation(producesFrom = ReportFormat.class)
    WebEndpointResponse<byte[]> pool(@Selector String name, ReportFormat format) {
        return find(name)
                .map(DbPool::explain)
                .map(report -> response(format == ReportFormat.TEXT ? report.toText() : report.toJson(), format))
                .orElseGet(() -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
    }

    /** Replaces every connection of a pool: the one action is {@code evict}. */
    @WriteOperation
    WebEndpointResponse<Map<String, String>> act(@Selector String name, String action) {
        Optional<DbPool> pool = find(name);
        if (pool.isEmpty()) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        if (!action.equals("evict")) {
            return new WebEndpointResponse<>(
                    Map.of("error", "the one action is evict"), WebEndpointResponse.STATUS_BAD_REQUEST);
        }
        pool.orElseThrow().evictAll();
        return new WebEndpointResponse<>(Map.of("done", "evict"));
    }

    private Optional<DbPool> find(String name) {
        Map<String, DbPool> pools = beans.getBeansOfType(DbPool.class);
        return Optional.ofNullable(pools.get(name))
                .or(() -> pools.values().stream()
                        .filter(pool -> pool.config().service().equals(name))
                        .findFirst());
    }

    private static WebEndpointResponse<byte[]> response(String text, ReportFormat format) {
        return new WebEndpointResponse<>(text.getBytes(StandardCharsets.UTF_8), format);
    }

    private static String quoted(String beanName) {
        return '"' + beanName.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
