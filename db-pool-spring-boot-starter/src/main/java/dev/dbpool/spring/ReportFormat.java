package dev.dbpool.spring;

import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;

/** How the endpoint answers, by what the client accepts. */
enum ReportFormat implements Producible<ReportFormat> {
    /** For programs, and for clients that do not say. */
    JSON("application/json") {
        @Override
        public boolean isDefault() {
            return true;
        }
    },
    /** The same under Actuator's own name. */
    ACTUATOR("application/vnd.spring-boot.actuator.v3+json"),
    /** For people. */
    TEXT("text/plain;charset=UTF-8");

    private final MimeType type;

    ReportFormat(String type) {
        this.type = MimeType.valueOf(type);
    }

    @Override
    public MimeType getProducedMimeType() {
        return type;
    }
}
