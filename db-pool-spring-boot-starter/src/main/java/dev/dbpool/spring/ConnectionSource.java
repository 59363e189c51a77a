package dev.dbpool.spring;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.StringUtils;

/**
 * Where the database is and who connects, as variables that the library knows. The first of these that is there: settings
 * under {@code dbpool}; connection details, as of containers; {@code spring.datasource}; the process's environment.
 */
final class ConnectionSource {
    private static final Set<String> VARIABLES =
            Set.of("DATABASE_URL", "DATABASE_URL_FILE", "DB_USER", "DB_PASSWORD", "DB_PASSWORD_FILE");

    private final Map<String, String> variables = new HashMap<>();
    private final Sources sources;

    private ConnectionSource(Sources sources) {
        this.sources = sources;
    }

    /** The process's variables, with those about the connection replaced if something else names it. */
    static Map<String, String> variables(
            ConfigurableEnvironment environment,
            DbPoolProperties properties,
            @Nullable JdbcConnectionDetails details,
            DataSourceProperties spring,
            HikariProperties hikari,
            Sources sources) {
        ConnectionSource source = new ConnectionSource(sources);
        Map<String, String> hikariParameters =
                properties.hikariProperties() == HikariSettings.TRANSLATE ? hikari.urlParameters() : Map.of();
        if (properties.databaseUrl() != null || properties.databaseUrlFile() != null) {
            source.put("DATABASE_URL", "databaseUrl", properties.databaseUrl(), "dbpool.database-url");
            source.put(
                    "DATABASE_URL_FILE", "databaseUrlFile", properties.databaseUrlFile(), "dbpool.database-url-file");
        } else if (details != null) {
            source.fromDetails(details, hikariParameters);
        } else if (properties.hikariProperties() == HikariSettings.TRANSLATE && hikari.jdbcUrl() != null) {
            source.fromProperties(hikari.jdbcUrl(), HikariProperties.PREFIX + ".jdbc-url", spring, hikariParameters);
        } else if (StringUtils.hasText(spring.getUrl())) {
            source.fromProperties(spring.getUrl(), "spring.datasource.url", spring, hikariParameters);
        }
        if (properties.hikariProperties() == HikariSettings.TRANSLATE && details == null) {
            source.put("DB_USER", "user", hikari.username(), HikariProperties.PREFIX + ".username");
            source.put("DB_PASSWORD", "password", hikari.password(), HikariProperties.PREFIX + ".password");
        }
        source.put("DB_USER", "user", properties.user(), "dbpool.user");
        source.put("DB_PASSWORD", "password", properties.password(), "dbpool.password");
        source.put("DB_PASSWORD_FILE", "passwordFile", properties.passwordFile(), "dbpool.password-file");
        return source.over(ofProcess(environment));
    }

    private void fromDetails(JdbcConnectionDetails details, Map<String, String> parameters) {
        String name = "the connection details (" + details.getClass().getSimpleName() + ")";
        put("DATABASE_URL", "databaseUrl", withParameters(details.getJdbcUrl(), parameters), name);
        put("DB_USER", "user", details.getUsername(), name);
        put("DB_PASSWORD", "password", details.getPassword(), name);
    }

    private void fromProperties(
            @Nullable String url, String property, DataSourceProperties spring, Map<String, String> parameters) {
        put("DATABASE_URL", "databaseUrl", url == null ? null : withParameters(url, parameters), property);
        put("DB_USER", "user", spring.getUsername(), "spring.datasource.username");
        put("DB_PASSWORD", "password", spring.getPassword(), "spring.datasource.password");
    }

    private void put(String variable, String key, @Nullable Object value, String property) {
        if (value != null && !value.toString().isEmpty()) {
            variables.put(variable, value.toString());
            sources.note(key, property);
        }
    }

    /** A connection that is named elsewhere takes nothing about it from the environment: a password belongs to its URL. */
    private Map<String, String> over(Map<String, String> process) {
        Map<String, String> all = new HashMap<>(process);
        if (variables.containsKey("DATABASE_URL") || variables.containsKey("DATABASE_URL_FILE")) {
            all.keySet().removeAll(VARIABLES);
        }
        all.putAll(variables);
        return all;
    }

    private static String withParameters(String url, Map<String, String> parameters) {
        StringBuilder all = new StringBuilder(url);
        parameters.forEach((name, value) -> all.append(all.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return all.toString();
    }

    /** Through the environment, so that a test can replace it. */
    static Map<String, String> ofProcess(ConfigurableEnvironment environment) {
        PropertySource<?> process =
                environment.getPropertySources().get(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        Map<String, String> variables = new HashMap<>();
        if (process != null && process.getSource() instanceof Map<?, ?> values) {
            values.forEach((name, value) -> variables.put(String.valueOf(name), String.valueOf(value)));
        }
        return variables;
    }
}
