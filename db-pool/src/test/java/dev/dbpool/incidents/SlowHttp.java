package dev.dbpool.incidents;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Another service on loopback, which does not answer before the scene ends. */
final class SlowHttp {
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private SlowHttp(HttpServer server) {
        this.server = server;
    }

    static SlowHttp in(Scene scene) throws IOException {
        CountDownLatch answer = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try {
                answer.await();
            } catch (InterruptedException goingDown) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        scene.atEnd(() -> {
            server.stop(0);
            threads.shutdownNow();
        });
        scene.atEnd(answer::countDown);
        return new SlowHttp(server);
    }

    int port() {
        return server.getAddress().getPort();
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + port() + "/rates");
    }

    void call() throws IOException, InterruptedException {
        client.send(HttpRequest.newBuilder(uri()).build(), BodyHandlers.discarding());
    }

    void callAsyncAndJoin() {
        client.sendAsync(HttpRequest.newBuilder(uri()).build(), BodyHandlers.discarding())
                .join();
    }

    void callTheOldWay() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri().toURL().openConnection();
        try (InputStream body = connection.getInputStream()) {
            body.readAllBytes();
        }
    }
}
