package dev.dbpool.spring;

import dev.dbpool.ConnectFailed;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why PostgreSQL gave no first session, instead of a stack trace. */
final class ConnectFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        if (!(cause instanceof ConnectFailed failed)) {
            return null;
        }
        String action = switch (failed.reason()) {
            case AUTH -> "Check spring.datasource.username and spring.datasource.password.";
            case DATABASE -> "Check the database's name in spring.datasource.url.";
            default ->
                "Check host and port in spring.datasource.url, and whether PostgreSQL accepts"
                        + " connections there. With dbpool.start-lazily=true the application starts without it.";
        };
        return new FailureAnalysis(
                "The connection pool (db-pool) could not open a first connection:\n\n    " + cause.getMessage() + "\n",
                action,
                cause);
    }
}
