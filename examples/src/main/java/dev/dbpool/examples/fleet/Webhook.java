package dev.dbpool.examples.fleet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands for all pagers, channels and mailboxes: writes down what Alertmanager tells them. Thread-safe. */
public final class Webhook implements AutoCloseable {
    /**
     * One alert in a message.
     *
     * @param receiver who is told
     * @param firing whether it fires, or has ended
     * @param verdict the pool's own finding of the cause, with the page that explains it; empty if it has none
     * @param nanos when the message came, by {@link System#nanoTime()}
     */
    public record Message(String receiver, Alert alert, boolean firing, String verdict, long nanos) {}

    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private Webhook(HttpServer server) {
        this.server = server;
        server.createContext("/", this::receive);
        server.start();
    }

    static Webhook start() throws IOException {
        return new Webhook(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All messages so far, the oldest first. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            Json body = Json.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String receiver = exchange.getRequestURI().getPath().substring(1);
            for (Json alert : body.at("alerts").list()) {
                messages.add(new Message(
                        receiver,
                        Alert.of(alert.at("labels").texts()),
                        alert.at("status").text().equals("firing"),
                        alert.at("annotations").at("verdict").text(),
                        System.nanoTime()));
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
