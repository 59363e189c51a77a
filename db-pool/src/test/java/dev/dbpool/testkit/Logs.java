package dev.dbpool.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * Everything that is logged in this JVM while it is open, at every level: SLF4J (TRACE) and java.util.logging (ALL,
 * where pgjdbc writes), messages with their key-values, and stack traces. The console stays as quiet as it was. One at a time; tests that run
 * in parallel see each other's lines.
 */
public final class Logs implements AutoCloseable {
    private final ConcurrentLinkedQueue<Line> lines = new ConcurrentLinkedQueue<>();
    private final Capture slf4j = new Capture();
    private final JulCapture jul = new JulCapture();
    private final Logger root;
    private final Level levelBefore;
    private final List<Runnable> restore = new ArrayList<>();
    private final java.util.logging.Logger julRoot = java.util.logging.Logger.getLogger("");
    private final java.util.logging.Logger driver = java.util.logging.Logger.getLogger("org.postgresql");

    /** @param level as the logging framework names it: WARN, FINEST and so on */
    public record Line(String level, String logger, String text) {}

    private Logs() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        levelBefore = root.getLevel();
        var quietened = new ch.qos.logback.classic.filter.ThresholdFilter();
        quietened.setLevel(levelBefore.toString());
        quietened.start();
        root.iteratorForAppenders().forEachRemaining(appender -> {
            appender.addFilter(quietened);
            restore.add(quietened::stop); // a stopped filter lets everything pass
        });
        slf4j.setContext(context);
        slf4j.start();
        root.addAppender(slf4j);
        root.setLevel(Level.TRACE);
        for (java.util.logging.Logger logger : List.of(julRoot, driver)) {
            java.util.logging.Level before = logger.getLevel();
            logger.setLevel(java.util.logging.Level.ALL);
            restore.add(() -> logger.setLevel(before));
        }
        jul.setLevel(java.util.logging.Level.ALL);
        julRoot.addHandler(jul);
    }

    /** Captures from now until closed. */
    public static Logs capture() {
        return new Logs();
    }

    /** All lines so far, in order. */
    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** The lines that contain a match of the regular expression, in message or stack trace. */
    public List<Line> matching(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return lines.stream()
                .filter(line -> pattern.matcher(line.text()).find())
                .toList();
    }

    /** Every line that contains this very text: what a search for secrets wants to be empty. */
    public List<Line> containing(String text) {
        return lines.stream().filter(line -> line.text().contains(text)).toList();
    }

    /** Lines of loggers whose name starts so. */
    public List<Line> of(String loggerPrefix) {
        return lines.stream()
                .filter(line -> line.logger().startsWith(loggerPrefix))
                .toList();
    }

    @Override
    public void close() {
        root.detachAppender(slf4j);
        root.setLevel(levelBefore);
        julRoot.removeHandler(jul);
        restore.forEach(Runnable::run);
    }

    private final class Capture extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            String trace = event.getThrowableProxy() == null
                    ? ""
                    : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
            String pairs = event.getKeyValuePairs() == null ? "" : " " + event.getKeyValuePairs();
            lines.add(new Line(
                    event.getLevel().toString(), event.getLoggerName(), event.getFormattedMessage() + pairs + trace));
        }
    }

    private final class JulCapture extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord record) {
            StringWriter text = new StringWriter().append(formatter.formatMessage(record));
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(text.append('\n'), true));
            }
            String logger = record.getLoggerName() == null ? "" : record.getLoggerName();
            lines.add(new Line(record.getLevel().getName(), logger, text.toString()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
