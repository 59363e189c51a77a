package dev.dbpool.examples.fleet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A JSON text, which is also YAML, to walk through: what is not there is empty. Immutable. */
public final class Json {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final @Nullable Object value;

    private Json(@Nullable Object value) {
        this.value = value;
    }

    /** Reads a text. */
    public static Json parse(String text) {
        return new Json(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    }

    /**
     * What a URL answers.
     *
     * @throws IOException if it does not answer, or not with 200
     */
    static Json get(String url) throws IOException, InterruptedException {
        return parse(text(url));
    }

    static String text(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(20))
                .build();
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(url + " answers " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    /** The value of a key. */
    public Json at(String key) {
        return new Json(value instanceof Map<?, ?> map ? map.get(key) : null);
    }

    /** The elements of a list. */
    public List<Json> list() {
        return value instanceof List<?> list
                ? list.stream().<Json>map(Json::new).toList()
                : List.of();
    }

    /** The value as a text. */
    public String text() {
        return value == null ? "" : value.toString();
    }

    /** The values of an object as texts, by key. */
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> texts.put(key.toString(), new Json(element).text()));
        }
        return texts;
    }
}
