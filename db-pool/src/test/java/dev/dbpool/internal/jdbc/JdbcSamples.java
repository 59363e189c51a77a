package dev.dbpool.internal.jdbc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.sql.Date;
import java.sql.RowIdLifetime;
import java.sql.SQLWarning;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import java.util.Properties;

/** A value of each type that occurs in JDBC's signatures. */
final class JdbcSamples {
    private JdbcSamples() {}

    static Object of(Class<?> type) {
        if (type == void.class) {
            return null;
        }
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 3);
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == byte.class) {
            return (byte) 7;
        }
        if (type == char.class) {
            return 'c';
        }
        if (type == short.class) {
            return (short) 8;
        }
        if (type == int.class) {
            return 9;
        }
        if (type == long.class) {
            return 10L;
        }
        if (type == float.class) {
            return 11f;
        }
        if (type == double.class) {
            return 12d;
        }
        if (type == String.class || type == Object.class) {
            return new String("text");
        }
        if (type == Class.class) {
            return CharSequence.class;
        }
        if (type == BigDecimal.class) {
            return new BigDecimal("13.5");
        }
        if (type == Date.class) {
            return new Date(1);
        }
        if (type == Time.class) {
            return new Time(2);
        }
        if (type == Timestamp.class) {
            return new Timestamp(3);
        }
        if (type == Calendar.class) {
            return Calendar.getInstance();
        }
        if (type == InputStream.class) {
            return new ByteArrayInputStream(new byte[1]);
        }
        if (type == Reader.class) {
            return new StringReader("r");
        }
        if (type == OutputStream.class) {
            return new ByteArrayOutputStream();
        }
        if (type == Writer.class) {
            return new StringWriter();
        }
        if (type == Properties.class) {
            return new Properties();
        }
        if (type == Map.class) {
            return Map.of();
        }
        if (type == SQLWarning.class) {
            return new SQLWarning("w");
        }
        if (type == RowIdLifetime.class) {
            return RowIdLifetime.ROWID_UNSUPPORTED;
        }
        if (type == URL.class) {
            try {
                return URI.create("file:/x").toURL();
            } catch (java.net.MalformedURLException e) {
                throw new AssertionError(e);
            }
        }
        if (type.isInterface()) {
            return Proxy.newProxyInstance(
                    JdbcSamples.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        return switch (method.getName()) {
                            case "equals" -> self == arguments[0];
                            case "hashCode" -> System.identityHashCode(self);
                            case "toString" -> "sample of " + type.getSimpleName();
                            default -> throw new UnsupportedOperationException(method.toString());
                        };
                    });
        }
        throw new AssertionError("no sample of " + type + ": add one");
    }
}
