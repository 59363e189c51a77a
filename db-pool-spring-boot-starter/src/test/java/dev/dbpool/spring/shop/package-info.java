/** A service on Spring Boot as there are many: web, JPA, Flyway, Actuator, HikariCP's settings; it knows nothing of the pool. */
package dev.dbpool.spring.shop;
