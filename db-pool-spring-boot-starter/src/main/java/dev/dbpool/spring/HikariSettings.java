package dev.dbpool.spring;

/** What to do with properties under {@code spring.datasource.hikari}. */
enum HikariSettings {
    /** Those with a counterpart are translated; one without is an error that names it. */
    TRANSLATE,
    /** Any is an error that names it and what to write instead. */
    FAIL,
    /** None has an effect. */
    IGNORE
}
