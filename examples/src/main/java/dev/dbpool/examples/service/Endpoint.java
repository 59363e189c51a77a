package dev.dbpool.examples.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.dbpool.AcquireRejectedException;
import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.ConnectFailed;
import dev.dbpool.PoolClosedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests with what a function returns, and with 503 when the pool says that it cannot serve now: the client
 * is told when to come back. The pool itself logs why, once for all of them. Thread-safe.
 */
public final class Endpoint implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
    private static final int EVERY_PERMIT = Integer.MAX_VALUE;

    /** What a request is answered with. */
    @FunctionalInterface
    public interface Answer {
        /** Makes the answer; what the pool throws may pass. */
        Reply get() throws SQLException;
    }

    private final Answer answer;
    private final Semaphore underWay = new Semaphore(EVERY_PERMIT);

    /** An endpoint that answers so. */
    public Endpoint(Answer answer) {
        this.answer = answer;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        underWay.acquireUninterruptibly();
        try (exchange) {
            Reply reply = reply();
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        } finally {
            underWay.release();
        }
    }

    private Reply reply() {
        try {
            return answer.get();
        } catch (AcquireRejectedException tooMany) {
            return Reply.unavailable((int) Math.max(1, tooMany.retryAfter().toSeconds()), "The database is busy.");
        } catch (AcquireTimeoutException busy) {
            return Reply.unavailable(1, "The database is busy.");
        } catch (PoolClosedException stopping) {
            return Reply.unavailable(1, "This instance is stopping.");
        } catch (SQLException failure) {
            LOG.warn("A request failed", failure);
            return failure instanceof ConnectFailed
                    ? Reply.unavailable(5, "The database cannot be reached.")
                    : Reply.text(500, "The database reported an error.\n");
        }
    }

    /** Waits until no request is under way, so long at most. */
    public void awaitIdle(Duration patience) {
        try {
            if (underWay.tryAcquire(EVERY_PERMIT, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                underWay.release(EVERY_PERMIT);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
