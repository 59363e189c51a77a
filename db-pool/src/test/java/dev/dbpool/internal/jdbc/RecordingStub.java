package dev.dbpool.internal.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Stands in for the driver's side of a JDBC interface: writes down each call, then answers or throws as told. */
final class RecordingStub<T> implements InvocationHandler {
    /** One call as it arrived. */
    record Call(Method method, List<Object> arguments) {}

    final List<Call> calls = new ArrayList<>();
    final T proxy;
    private Object answer;
    private Supplier<? extends Throwable> failure;

    RecordingStub(Class<T> type) {
        proxy = type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this));
    }

    void answers(Object value) {
        answer = value;
    }

    void fails(Supplier<? extends Throwable> with) {
        failure = with;
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> self == arguments[0];
                case "hashCode" -> System.identityHashCode(self);
                default -> "stub";
            };
        }
        synchronized (this) {
            calls.add(new Call(method, arguments == null ? List.of() : nullable(arguments)));
        }
        if (failure != null) {
            throw failure.get();
        }
        if (answer == null && method.getReturnType().isPrimitive()) {
            return JdbcSamples.of(method.getReturnType());
        }
        return method.getReturnType() == void.class ? null : answer;
    }

    private static List<Object> nullable(Object[] arguments) {
        return new ArrayList<>(java.util.Arrays.asList(arguments));
    }
}
