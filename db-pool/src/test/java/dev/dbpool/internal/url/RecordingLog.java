package dev.dbpool.internal.url;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

/** A logger whose lines a test can read: level, message and throwable. */
public final class RecordingLog {
    private final List<String> lines = new ArrayList<>();

    public Logger logger() {
        return (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("is")) {
                        return true;
                    }
                    if (method.getReturnType() == void.class) {
                        Object[] values = Arrays.stream(arguments)
                                .skip(1)
                                .flatMap(value -> value instanceof Object[] array
                                        ? Arrays.stream(array)
                                        : Arrays.asList(value).stream())
                                .toArray();
                        lines.add(method.getName() + " "
                                + MessageFormatter.arrayFormat((String) arguments[0], values)
                                        .getMessage());
                    }
                    return method.getReturnType() == String.class ? "recording" : null;
                });
    }

    public List<String> lines() {
        return lines;
    }
}
