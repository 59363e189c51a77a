package dev.dbpool.internal.stack;

import java.util.List;

/**
 * Whose frames are not the application's. What stands between a service and its pool, and under which a service runs;
 * the list is part of {@code docs/decisions/0022-call-sites.md}.
 */
final class Libraries {
    static final List<String> JDK = List.of("java", "javax", "jdk", "sun", "com.sun", "jakarta");

    static final List<String> POOL =
            List.of("dev.dbpool.internal", "dev.dbpool.DbPool", "org.postgresql", "com.zaxxer.hikari");

    static final List<String> JDBC_WRAPPERS = List.of(
            "net.ttddyy",
            "com.p6spy",
            "com.github.gavlyukovskiy",
            "io.opentelemetry",
            "io.micrometer",
            "brave",
            "datadog",
            "com.newrelic",
            "co.elastic.apm",
            "org.apache.commons.dbcp2",
            "org.apache.commons.pool2",
            "com.vladmihalcea.flexypool");

    static final List<String> DATA_ACCESS = List.of(
            "org.springframework",
            "org.hibernate",
            "org.jooq",
            "org.apache.ibatis",
            "org.mybatis",
            "com.baomidou.mybatisplus",
            "org.jdbi",
            "org.flywaydb",
            "liquibase",
            "io.ebean",
            "com.querydsl",
            "com.blazebit",
            "org.eclipse.persistence",
            "org.apache.openjpa",
            "org.sql2o",
            "org.seasar.doma",
            "org.jetbrains.exposed",
            "org.ktorm",
            "app.cash.sqldelight",
            "scalikejdbc",
            "slick",
            "doobie",
            "anorm");

    static final List<String> LANGUAGES =
            List.of("kotlin", "kotlinx", "scala", "cats", "zio", "groovy", "org.codehaus.groovy", "org.apache.groovy");

    static final List<String> FRAMEWORKS = List.of(
            "org.apache.catalina",
            "org.apache.coyote",
            "org.apache.tomcat",
            "org.eclipse.jetty",
            "io.undertow",
            "org.xnio",
            "io.vertx",
            "io.quarkus",
            "io.micronaut",
            "io.helidon",
            "io.smallrye",
            "io.javalin",
            "io.ktor",
            "org.jboss",
            "org.wildfly",
            "org.glassfish",
            "com.google.inject",
            "com.fasterxml.jackson",
            "tools.jackson",
            "org.quartz",
            "io.github.resilience4j",
            "io.reactivex",
            "reactor",
            "akka",
            "org.apache.pekko",
            "org.aopalliance",
            "org.aspectj",
            "net.bytebuddy",
            "net.sf.cglib",
            "javassist",
            "ch.qos.logback",
            "org.apache.logging",
            "org.slf4j",
            "org.junit");

    private Libraries() {}
}
