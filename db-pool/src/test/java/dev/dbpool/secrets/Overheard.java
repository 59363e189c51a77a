package dev.dbpool.secrets;

import dev.dbpool.DbPool;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Everything that a pool said other than by logging: messages, descriptions, metrics, beans, names of threads. */
final class Overheard {

    /** @param where what said it */
    record Saying(String where, String text) {}

    private final ConcurrentLinkedQueue<Saying> sayings = new ConcurrentLinkedQueue<>();

    void said(String where, Object what) {
        sayings.add(new Saying(where, String.valueOf(what)));
    }

    /** Message, class and stack trace with all causes and suppressed ones, and the chain that JDBC adds. */
    void exception(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        said(thrown.getClass().getSimpleName(), trace + "\n" + thrown.getMessage() + "\n" + thrown);
        if (thrown instanceof SQLException failure && failure.getNextException() != null) {
            exception(failure.getNextException());
        }
    }

    void connection(Connection connection) throws SQLException {
        said("connection", connection);
        said("metadata", connection.getMetaData().getURL() + " " + connection.getMetaData());
        said("client information", connection.getClientInfo());
    }

    void pool(DbPool pool, PrometheusRegistry registry) throws IOException {
        said("pool", pool);
        said("configuration", pool.config() + " " + pool.config().databaseUrl());
        said(
                "builder",
                pool.config().toBuilder().toString() + pool.config().toBuilder().build());
        said("health", pool.health());
        said("statistics", pool.stats());
        ExpositionFormats formats = ExpositionFormats.init();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        formats.getPrometheusTextFormatWriter().write(text, registry.scrape());
        formats.getOpenMetricsTextFormatWriter().write(text, registry.scrape());
        said("metrics", text.toString(StandardCharsets.UTF_8));
    }

    /** What the whole JVM shows: threads, and every readable attribute of every bean. */
    void jvm() throws JMException {
        Thread.getAllStackTraces().keySet().forEach(thread -> said("thread", thread));
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName bean : beans.queryNames(null, null)) {
            for (MBeanAttributeInfo attribute : beans.getMBeanInfo(bean).getAttributes()) {
                try {
                    Object value = beans.getAttribute(bean, attribute.getName());
                    said(
                            bean + "/" + attribute.getName(),
                            value instanceof Object[] many ? Arrays.deepToString(many) : value);
                } catch (JMException | RuntimeException unreadable) {
                    said(bean + "/" + attribute.getName(), unreadable);
                }
            }
        }
    }

    List<Saying> all() {
        return List.copyOf(sayings);
    }

    List<Saying> containing(String marker) {
        String lower = marker.toLowerCase(Locale.ROOT);
        return sayings.stream()
                .filter(saying -> saying.text().toLowerCase(Locale.ROOT).contains(lower))
                .toList();
    }
}
