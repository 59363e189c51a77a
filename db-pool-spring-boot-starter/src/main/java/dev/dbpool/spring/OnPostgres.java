package dev.dbpool.spring;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Whether the application's database is one for this pool. Another database, such as H2 in tests, another pool that was
 * asked for, and Testcontainers' own URLs are left to Spring Boot.
 */
final class OnPostgres extends SpringBootCondition implements ConfigurationCondition {
    private static final String HIKARI = "com.zaxxer.hikari.HikariDataSource";

    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Environment environment = context.getEnvironment();
        ConditionMessage.Builder message = ConditionMessage.forCondition("a PostgreSQL database for db-pool");
        if (has(environment, "dbpool.database-url") || has(environment, "dbpool.database-url-file")) {
            return ConditionOutcome.match(message.because("dbpool names it"));
        }
        String type = text(environment, "spring.datasource.type");
        if (type != null && !type.equals(HIKARI)) {
            return ConditionOutcome.noMatch(message.because("spring.datasource.type asks for " + type));
        }
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        if (beans != null && beans.getBeanNamesForType(JdbcConnectionDetails.class, true, false).length > 0) {
            return ConditionOutcome.match(message.because("there are connection details"));
        }
        String url = text(environment, "spring.datasource.url");
        if (url != null) {
            return isPostgres(url)
                    ? ConditionOutcome.match(message.because("spring.datasource.url is one"))
                    : ConditionOutcome.noMatch(message.because("spring.datasource.url is for another driver"));
        }
        if (has(environment, "DATABASE_URL") || has(environment, "DATABASE_URL_FILE")) {
            return ConditionOutcome.match(message.because("the environment names it"));
        }
        EmbeddedDatabaseConnection embedded = EmbeddedDatabaseConnection.get(context.getClassLoader());
        return embedded == EmbeddedDatabaseConnection.NONE
                ? ConditionOutcome.match(message.because("there is no other, and what is missing is reported"))
                : ConditionOutcome.noMatch(message.because("no URL is set, and " + embedded + " is there"));
    }

    private static boolean isPostgres(String url) {
        String lower = url.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("jdbc:postgresql:") || lower.startsWith("postgresql:") || lower.startsWith("postgres:");
    }

    private static boolean has(Environment environment, String property) {
        return text(environment, property) != null;
    }

    private static @Nullable String text(Environment environment, String property) {
        try {
            String value = environment.getProperty(property);
            return StringUtils.hasText(value) ? value : null;
        } catch (IllegalArgumentException unresolvable) {
            return null; // a placeholder without a value is reported when the property is bound
        }
    }
}
