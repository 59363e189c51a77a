/** The pool in a Spring Boot application: a starter that takes the place of Boot's own pool. */
@NullMarked
package dev.dbpool.spring;

import org.jspecify.annotations.NullMarked;
