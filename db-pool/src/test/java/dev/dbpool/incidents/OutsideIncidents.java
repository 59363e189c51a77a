package dev.dbpool.incidents;

import static dev.dbpool.incidents.Scene.execute;

import dev.dbpool.report.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Connections in the hands of threads that do something else than SQL; the message must say what. */
final class OutsideIncidents {
    static final List<Incident> ALL = List.of(
            Incident.of("an HTTP call", Verdict.HELD_OUTSIDE_SQL, scene -> {
                SlowHttp http = SlowHttp.in(scene);
                scene.mustName("SlowHttp.call");
                outside(scene, connection -> http.call());
            }),
            Incident.of("an HTTP call after a query", Verdict.HELD_OUTSIDE_SQL, scene -> {
                        SlowHttp http = SlowHttp.in(scene);
                        outside(scene, connection -> {
                            execute(connection, "select 1");
                            http.call();
                        });
                    })
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofMillis(300))),
            Incident.of("an asynchronous HTTP call that is waited for", Verdict.HELD_OUTSIDE_SQL, scene -> {
                SlowHttp http = SlowHttp.in(scene);
                scene.mustName("SlowHttp.callAsyncAndJoin");
                outside(scene, connection -> {
                    execute(connection, "select 1");
                    http.callAsyncAndJoin();
                });
            }),
            Incident.of("HttpURLConnection", Verdict.HELD_OUTSIDE_SQL, scene -> {
                SlowHttp http = SlowHttp.in(scene);
                scene.mustName("SlowHttp.callTheOldWay");
                outside(scene, connection -> http.callTheOldWay());
            }),
            Incident.of("a socket of another protocol", Verdict.HELD_OUTSIDE_SQL, OutsideIncidents::socket),
            Incident.of("sleep", Verdict.HELD_OUTSIDE_SQL, scene -> {
                scene.mustName("OutsideIncidents.sleep");
                outside(scene, connection -> {
                    execute(connection, "select 1");
                    sleep();
                });
            }),
            Incident.of(
                            "callers that wait for 10 s",
                            Verdict.HELD_OUTSIDE_SQL,
                            scene -> outside(scene, connection -> sleep()))
                    .with((scene, settings) -> settings.acquireTimeout(Duration.ofSeconds(10))),
            Incident.of("computation", Verdict.HELD_OUTSIDE_SQL, scene -> {
                        scene.mustName("OutsideIncidents.compute");
                        outside(scene, connection -> compute(scene));
                    })
                    .with((scene, settings) -> settings.maxConnections(1).minConnections(1)),
            Incident.of("a monitor inside the process", Verdict.HELD_OUTSIDE_SQL, OutsideIncidents::monitor),
            Incident.of("a lock inside the process", Verdict.HELD_OUTSIDE_SQL, OutsideIncidents::lock),
            Incident.of("a queue that stays empty", Verdict.HELD_OUTSIDE_SQL, scene -> {
                LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
                outside(scene, connection -> {
                    execute(connection, "select 1");
                    answers.take();
                });
            }),
            Incident.of("a semaphore", Verdict.HELD_OUTSIDE_SQL, scene -> {
                Semaphore quota = new Semaphore(0);
                outside(scene, connection -> quota.tryAcquire(60, TimeUnit.SECONDS));
            }),
            Incident.of(
                    "another program",
                    Verdict.HELD_OUTSIDE_SQL,
                    scene -> outside(scene, connection -> {
                        Process program = new ProcessBuilder("sleep", "60").start();
                        scene.atEnd(program::destroy);
                        program.waitFor();
                    })));

    private OutsideIncidents() {}

    private static void outside(Scene scene, Scene.Use use) throws Exception {
        scene.mustName("checkout-", "Incidents.", "SlowHttp.");
        scene.holdAll("checkout", use);
    }

    static void sleep() {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private static void compute(Scene scene) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] block = new byte[1 << 16];
        while (!scene.over()) {
            digest.update(block);
        }
    }

    private static void socket(Scene scene) throws Exception {
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        scene.atEnd(silent::close);
        scene.mustName("OutsideIncidents.readFrom");
        outside(scene, connection -> readFrom(scene, silent.getLocalPort()));
    }

    private static void readFrom(Scene scene, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            scene.atEnd(socket::close);
            socket.getInputStream().read();
        }
    }

    private static void monitor(Scene scene) throws Exception {
        Object monitor = new Object();
        Thread owner = scene.start("owner", () -> {
            synchronized (monitor) {
                sleep();
            }
        });
        while (owner.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        outside(scene, connection -> {
            execute(connection, "select 1");
            synchronized (monitor) {
                execute(connection, "select 2");
            }
        });
    }

    private static void lock(Scene scene) throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        outside(scene, connection -> {
            execute(connection, "select 1");
            lock.lockInterruptibly();
        });
    }
}
