package dev.dbpool.internal.admission;

import dev.dbpool.internal.factory.PhysicalConnection;
import java.lang.reflect.Proxy;

/** Sessions that nothing is done with. */
final class StubSession {
    private StubSession() {}

    static PhysicalConnection open() {
        return (PhysicalConnection) Proxy.newProxyInstance(
                PhysicalConnection.class.getClassLoader(),
                new Class<?>[] {PhysicalConnection.class},
                (session, method, arguments) -> {
                    if (method.getReturnType() == void.class) {
                        return null;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
