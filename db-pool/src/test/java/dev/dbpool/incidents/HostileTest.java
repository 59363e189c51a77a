package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.dbpool.report.Verdict;
import dev.dbpool.testkit.Fault;
import dev.dbpool.testkit.FaultProxy;
import dev.dbpool.testkit.PostgresServer;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Whatever takes part in an explanation throws or hangs: no connection is lost, and no caller is late. */
@Timeout(60)
class HostileTest {
    private static final Duration LATE = Duration.ofMillis(500);

    private static void callersAreInTime(Scene scene) throws Exception {
        scene.callers.once(5);
        Callers.Failure failure = scene.callers.first(Duration.ofSeconds(20));
        assertThat(failure.lateBy()).as("later than the timeout").isLessThan(LATE);
    }

    private static void slow(Scene scene, int count) throws Exception {
        scene.hold(count, "report", connection -> execute(connection, "select pg_sleep(30)"));
        scene.awaitSessions(count, Sessions.ACTIVE);
    }

    private static final class Hostile extends AppenderBase<ILoggingEvent> {
        private final Runnable act;
        private final AtomicInteger events = new AtomicInteger();

        Hostile(Runnable act) {
            this.act = act;
        }

        /** Whoever logs through this meets what an appender's own guards would catch. */
        @Override
        public void doAppend(ILoggingEvent event) {
            append(event);
        }

        @Override
        protected void append(ILoggingEvent event) {
            events.incrementAndGet();
            act.run();
        }
    }

    private static void withAppender(Runnable act) throws Exception {
        Logger ours = (Logger) LoggerFactory.getLogger("dev.dbpool");
        Hostile hostile = new Hostile(act);
        try (Scene scene = Scene.open("hostile", (opened, settings) -> settings)) {
            ours.addAppender(hostile);
            try {
                slow(scene, 4);
                callersAreInTime(scene);
                assertThat(Told.explanation(scene).verdict()).contains(Verdict.SLOW_SQL);
                org.awaitility.Awaitility.await().until(() -> hostile.events.get() > 0);
            } finally {
                ours.detachAppender(hostile);
            }
            scene.end();
        }
    }

    @Test
    void anAppenderThatThrows() throws Exception {
        withAppender(() -> {
            throw new IllegalStateException("the disk is full");
        });
    }

    @Test
    void anAppenderThatThrowsAnError() throws Exception {
        withAppender(() -> {
            throw new NoClassDefFoundError("half of a deployment");
        });
    }

    @Test
    void anAppenderThatHangs() throws Exception {
        CountDownLatch unblocked = new CountDownLatch(1);
        try {
            withAppender(() -> {
                try {
                    unblocked.await();
                } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                }
            });
        } finally {
            unblocked.countDown();
        }
    }

    /** What a subclass of Thread may override of what a report could ask. */
    private static final class OddThread extends Thread {
        OddThread(Runnable task) {
            super(task, "odd");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack");
        }

        @Override
        public State getState() {
            throw new IllegalStateException("no state");
        }

        @Override
        public long getId() {
            throw new IllegalStateException("no id");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no name");
        }
    }

    @Test
    void aThreadThatThrowsWhenAsked() throws Exception {
        try (Scene scene = Scene.open("hostile", (opened, settings) -> settings)) {
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch over = new CountDownLatch(1);
            Thread odd = new OddThread(() -> {
                try (Connection connection = scene.pool.getConnection()) {
                    held.countDown();
                    over.await();
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            });
            odd.start();
            held.await();
            scene.atEnd(() -> {
                over.countDown();
                odd.join();
            });
            slow(scene, 3);
            Thread waiter = new OddThread(() -> {
                Throwable unused = catchThrowable(scene.pool::getConnection);
            });
            waiter.start();
            callersAreInTime(scene);
            assertThat(Told.explanation(scene).verdict()).contains(Verdict.SLOW_SQL);
            waiter.join();
            scene.end();
        }
    }

    @Test
    void aServerThatDoesNotAnswerTheQuestion() throws Exception {
        FaultProxy proxy = FaultProxy.to(Scene.SERVER);
        try (Scene scene = Scene.open("hostile", (opened, settings) -> {
            opened.atClose(proxy::close);
            return settings.minConnections(4)
                    .databaseUrl(PostgresServer.url(
                            proxy.port(), PostgresServer.USER, PostgresServer.PASSWORD, PostgresServer.DATABASE));
        })) {
            slow(scene, 4);
            proxy.injectIntoNew(Fault.Moment.SILENT_AT_AUTHENTICATION);
            callersAreInTime(scene);
            // The statements may be slow, or the server gone: whoever hears nothing cannot know.
            assertThat(Told.explanation(scene).verdict())
                    .hasValueSatisfying(
                            cause -> assertThat(cause).isIn(Verdict.SLOW_SQL, Verdict.DATABASE_UNREACHABLE));
            proxy.heal();
            scene.end();
        }
    }

    @Test
    void aServerThatFallsSilentWhileItIsAsked() throws Exception {
        FaultProxy proxy = FaultProxy.to(Scene.SERVER);
        try (Scene scene = Scene.open("hostile", (opened, settings) -> {
            opened.atClose(proxy::close);
            return settings.minConnections(4)
                    .databaseUrl(PostgresServer.url(
                            proxy.port(), PostgresServer.USER, PostgresServer.PASSWORD, PostgresServer.DATABASE));
        })) {
            scene.holdAll("sleeper", connection -> OutsideIncidents.sleep());
            // PostgreSQL's only answer must have seen the sessions idle for a while.
            await().until(() -> scene.pool.holders().stream()
                    .allMatch(holder -> holder.heldFor().compareTo(Duration.ofMillis(500)) > 0));
            Told.explanation(scene);
            proxy.inject(Fault.stall());
            callersAreInTime(scene);
            assertThat(Told.explanation(scene).verdict()).contains(Verdict.HELD_OUTSIDE_SQL);
            proxy.heal();
            scene.end();
        }
    }

    @Test
    void aSessionForAskingThatIsKilledAgainAndAgain() throws Exception {
        try (Scene scene = Scene.open("hostile", (opened, settings) -> settings)) {
            scene.start("killer", () -> {
                while (!scene.over()) {
                    Scene.SERVER.sessions().terminateBackends(scene.service + "/explain");
                    Thread.sleep(5);
                }
            });
            slow(scene, 4);
            callersAreInTime(scene);
            assertThat(Told.explanation(scene).verdict()).contains(Verdict.SLOW_SQL);
            scene.end();
        }
    }

    @Test
    void aRoleThatMayNotAsk() throws Exception {
        try (Scene scene = Scene.open("hostile", (opened, settings) -> {
            PostgresServer server = PostgresServer.start(Map.of());
            opened.atClose(server::close);
            try (Connection admin = server.admin(PostgresServer.DATABASE)) {
                execute(admin, "revoke execute on function pg_blocking_pids(int) from public");
                execute(admin, "revoke select on pg_stat_activity from public");
                execute(admin, "revoke execute on function pg_stat_get_activity(int) from public");
            }
            opened.deserted();
            return settings.databaseUrl(server.url());
        })) {
            scene.hold(4, "report", connection -> execute(connection, "select pg_sleep(30)"));
            callersAreInTime(scene);
            assertThat(Told.explanation(scene).verdict()).contains(Verdict.SLOW_SQL);
            scene.end();
        }
    }

    @Test
    void aServerWithoutASessionToSpare() throws Exception {
        try (Scene scene = Scene.open("hostile", (opened, settings) -> {
            Scene.SERVER.sessions().createRole(opened.service, "secret", 4);
            return settings.minConnections(4)
                    .databaseUrl(Scene.SERVER.url(opened.service, "secret", PostgresServer.DATABASE));
        })) {
            slow(scene, 4);
            callersAreInTime(scene);
            assertThat(Told.explanation(scene).verdict()).contains(Verdict.SLOW_SQL);
            scene.end();
        }
    }

    @Test
    void aPoolThatClosesWhileItIsExplained() throws Exception {
        try (Scene scene = Scene.open("hostile", (opened, settings) -> settings)) {
            slow(scene, 4);
            AtomicInteger explained = new AtomicInteger();
            for (int i = 0; i < 4; i++) {
                scene.start("curious-" + i, () -> {
                    while (!scene.over()) {
                        Told.explanation(scene);
                        explained.incrementAndGet();
                    }
                });
            }
            callersAreInTime(scene);
            scene.pool.close();
            int before = explained.get();
            org.awaitility.Awaitility.await().until(() -> explained.get() > before + 8);
            assertThat(Told.explanation(scene).verdict()).contains(Verdict.POOL_CLOSED);
            scene.deserted();
            scene.end();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("db-pool-hostile-")
                        && thread.isAlive()
                        && !thread.getName().endsWith("engine"));
    }
}
