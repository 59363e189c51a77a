package dev.dbpool.internal.stack;

import java.util.List;
import java.util.stream.Stream;

/** Frames that show a network or file operation which is not the driver's. */
final class OtherIo {
    /** Clients of other services, by their packages. */
    static final List<String> LIBRARIES = List.of(
            "okhttp3",
            "okio",
            "retrofit2",
            "feign",
            "org.apache.http",
            "org.apache.hc",
            "org.apache.cxf",
            "org.apache.kafka",
            "io.grpc",
            "io.netty",
            "io.lettuce",
            "io.nats",
            "redis.clients",
            "org.redisson",
            "net.spy.memcached",
            "com.mongodb",
            "com.rabbitmq",
            "com.datastax",
            "com.amazonaws",
            "software.amazon.awssdk",
            "com.google.api.client",
            "com.google.api.gax",
            "com.azure",
            "org.elasticsearch.client",
            "co.elastic.clients",
            "org.opensearch.client",
            "com.jcraft.jsch",
            "com.mysql",
            "com.microsoft.sqlserver",
            "oracle.jdbc",
            "org.mariadb.jdbc",
            "org.h2");

    /** Parts of frameworks and of the JDK that do nothing else. */
    private static final List<String> PARTS = List.of(
            "org.springframework.web.client",
            "org.springframework.web.reactive.function.client",
            "org.springframework.http.client",
            "org.eclipse.jetty.client",
            "io.vertx.core.http",
            "io.ktor.client",
            "reactor.netty",
            "java.net.http",
            "jdk.internal.net.http",
            "sun.net.www",
            "sun.net.ftp",
            "sun.security.ssl",
            "java.net.Socket",
            "java.net.SocketInputStream",
            "java.net.SocketOutputStream",
            "java.net.InetAddress",
            "java.net.Inet4AddressImpl",
            "java.net.Inet6AddressImpl",
            "java.net.URL",
            "java.net.HttpURLConnection",
            "java.nio.channels",
            "java.nio.file",
            "sun.nio.ch",
            "sun.nio.fs",
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.RandomAccessFile",
            "java.lang.Process",
            "java.lang.ProcessImpl",
            "javax.naming",
            "com.sun.jndi",
            "javax.mail",
            "jakarta.mail",
            "com.sun.mail",
            "org.eclipse.angus.mail");

    private static final FramePrefixes ALL =
            new FramePrefixes(Stream.concat(LIBRARIES.stream(), PARTS.stream()).toList());

    /** Netty's promise is a place to wait for a thread, whatever that thread does. */
    private static final FramePrefixes NOT = new FramePrefixes(List.of("io.netty.util.concurrent"));

    private OtherIo() {}

    static boolean covers(String className) {
        return ALL.cover(className) && !NOT.cover(className);
    }
}
