package dev.dbpool.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ReportJsonTest {
    private static final Path SCHEMA = Path.of("..", "docs", "report.schema.json");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Test
    void hasTheNumbersOfTheReport() throws JsonProcessingException {
        JsonNode report = JSON.readTree(ReportScene.with("x", 2).toJson());
        assertThat(report.get("schema").intValue()).isEqualTo(1);
        assertThat(report.get("verdict").textValue()).isEqualTo("blocked_on_locks");
        assertThat(report.at("/findings/0/share").doubleValue()).isEqualTo(0.7);
        assertThat(report.at("/findings/1/see").textValue()).isEqualTo("docs/verdicts.md#leak");
        assertThat(report.at("/held/1/heldForSeconds").doubleValue()).isEqualTo(41.0);
        assertThat(report.at("/held/0/session/blockers/0/pid").intValue()).isEqualTo(4_711);
        assertThat(report.at("/waiting/count").intValue()).isEqualTo(31);
        assertThat(report.at("/server/ownSessions/idle in transaction").intValue())
                .isEqualTo(9);
        assertThat(report.at("/history/0/uptimeSeconds").doubleValue()).isEqualTo(3_597.0);
    }

    @Test
    void whatIsNotKnownIsNull() throws JsonProcessingException {
        JsonNode report = JSON.readTree(ReportScene.empty().toJson());
        assertThat(report.get("verdict").isNull()).isTrue();
        assertThat(report.get("pool").isNull()).isTrue();
        assertThat(report.at("/server/sessions").isNull()).isTrue();
    }

    @ParameterizedTest
    @FieldSource("dev.dbpool.report.HostileTexts#ALL")
    void parsersReadItWhateverTheTexts(String text) throws JsonProcessingException {
        String json = ReportScene.with(text, 3).toJson();
        assertThat(json).matches(HostileTexts::harmless).doesNotContain("<", ">", "&");
        JsonNode report = JSON.readTree(json);
        String thread = report.at("/held/0/thread").textValue();
        assertThat(thread)
                .isEqualTo(ReportScene.with(text, 1).held().get(0).holder().threadName());
    }

    @Test
    void isWhatTheSchemaPromises() throws IOException {
        JsonNode schema = JSON.readTree(Files.readString(SCHEMA));
        assertThat(faults(schema, schema, JSON.readTree(ReportScene.with("x", 2).toJson()), "$"))
                .isEmpty();
        assertThat(faults(schema, schema, JSON.readTree(ReportScene.empty().toJson()), "$"))
                .isEmpty();
    }

    @Test
    void schemaKnowsEveryVerdictKindAndStatus() throws IOException {
        JsonNode schema = JSON.readTree(Files.readString(SCHEMA));
        assertThat(texts(schema.at("/$defs/verdict/enum")))
                .containsExactlyElementsOf(
                        Stream.of(Verdict.values()).map(Verdict::label).toList());
        assertThat(texts(schema.at("/$defs/activity/properties/kind/enum")))
                .containsExactlyElementsOf(Stream.of(Activity.Kind.values())
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .toList());
        assertThat(texts(schema.at("/$defs/server/properties/status/enum")))
                .containsExactlyElementsOf(Stream.of(ServerView.Status.values())
                        .map(status -> status.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    /** As much of JSON Schema as our schema uses, and stricter: a name that the schema does not describe is a fault. */
    private static List<String> faults(JsonNode root, JsonNode schema, JsonNode value, String at) {
        if (schema.has("$ref")) {
            return faults(root, root.at(schema.get("$ref").textValue().substring(1)), value, at);
        }
        if (schema.has("anyOf")) {
            boolean fits = false;
            for (JsonNode choice : schema.get("anyOf")) {
                fits |= faults(root, choice, value, at).isEmpty();
            }
            return fits ? List.of() : List.of(at + " fits none of the choices: " + value);
        }
        List<String> faults = new ArrayList<>();
        if (!typeFits(schema.get("type"), value)) {
            faults.add(at + " is no " + schema.get("type") + ": " + value);
        }
        if (schema.has("enum") && !texts(schema.get("enum")).contains(value.textValue())) {
            faults.add(at + " is none of the known: " + value);
        }
        if (value.isObject()) {
            schema.path("required").forEach(name -> {
                if (!value.has(name.textValue())) {
                    faults.add(at + " lacks " + name);
                }
            });
            value.properties().forEach(member -> {
                JsonNode described = schema.path("properties").has(member.getKey())
                        ? schema.get("properties").get(member.getKey())
                        : schema.path("additionalProperties");
                faults.addAll(
                        described.isObject()
                                ? faults(root, described, member.getValue(), at + "." + member.getKey())
                                : List.of(at + "." + member.getKey() + " is not described"));
            });
        }
        if (value.isArray()) {
            value.forEach(item -> faults.addAll(faults(root, schema.get("items"), item, at + "[]")));
        }
        return faults;
    }

    private static boolean typeFits(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            boolean fits = false;
            for (JsonNode one : type) {
                fits |= typeFits(one, value);
            }
            return fits;
        }
        return switch (type.textValue()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> value.isNull();
        };
    }
}
