package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLState;

/** docs/troubleshooting.md has the table that the code has. */
class SessionFateTest {
    private static final Pattern STATE = Pattern.compile("`([0-9A-Z]{5})`");

    /** All that the driver knows, and the classes in which the code makes a difference, in full. */
    private static List<String> states() {
        List<String> states = new ArrayList<>();
        Arrays.stream(PSQLState.values()).map(PSQLState::getState).forEach(states::add);
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for (String begin : List.of("08", "25", "57")) {
            for (char third : "0P".toCharArray()) {
                digits.chars().forEach(last -> states.add(begin + third + "0" + (char) last));
            }
        }
        return states;
    }

    private static SessionFate fateOf(String state, boolean lost, boolean writable, boolean readOnly) {
        PhysicalConnection session = (PhysicalConnection) Proxy.newProxyInstance(
                SessionFateTest.class.getClassLoader(),
                new Class<?>[] {PhysicalConnection.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "lost" -> lost;
                    case "writable" -> writable;
                    default -> throw new AssertionError(method);
                });
        return SessionFate.after(new SQLException("staged", state), session, readOnly);
    }

    private static Map<String, SessionFate> documented() throws IOException {
        Path besideModule = Path.of("..", "docs", "troubleshooting.md");
        Path document = Files.exists(besideModule) ? besideModule : Path.of("docs", "troubleshooting.md");
        Map<String, SessionFate> fates = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(document)) {
            lines.dropWhile(line -> !line.equals("| error | fate of the session |"))
                    .skip(2)
                    .takeWhile(line -> line.startsWith("|"))
                    .forEach(line -> {
                        Matcher matcher = STATE.matcher(line);
                        while (matcher.find()) {
                            fates.put(
                                    matcher.group(1),
                                    line.contains("| replaced") ? SessionFate.REPLACE : SessionFate.TEST);
                        }
                    });
        }
        return fates;
    }

    @Test
    void theDocumentSaysOfEachSqlStateWhatTheCodeDoes() throws IOException {
        Map<String, SessionFate> documented = documented();
        assertThat(documented).hasSizeGreaterThan(10);
        documented.forEach((state, fate) ->
                assertThat(fateOf(state, false, true, false)).as(state).isEqualTo(fate));
        // Of class 08 the document names those that exist.
        assertThat(states())
                .filteredOn(state -> !documented.containsKey(state) && !state.startsWith("08"))
                .allSatisfy(state ->
                        assertThat(fateOf(state, false, true, false)).as(state).isEqualTo(SessionFate.KEEP));
    }

    @Test
    void aRefusedWriteCostsOnlyASessionThatWasWritable() {
        assertThat(fateOf("25006", false, false, false)).isEqualTo(SessionFate.KEEP);
        assertThat(fateOf("25006", false, true, true)).isEqualTo(SessionFate.KEEP);
    }

    @Test
    void aSessionThatTheDriverHasLostIsLostWhateverTheStateSays() {
        assertThat(states())
                .allSatisfy(
                        state -> assertThat(fateOf(state, true, true, false)).isEqualTo(SessionFate.LOST));
        assertThat(fateOf(null, true, false, false)).isEqualTo(SessionFate.LOST);
    }

    @Test
    void theWorstOfAChainCounts() {
        SQLException first = new SQLException("staged", "23505");
        first.setNextException(new SQLException("staged", "57P01"));
        PhysicalConnection session = (PhysicalConnection) Proxy.newProxyInstance(
                SessionFateTest.class.getClassLoader(),
                new Class<?>[] {PhysicalConnection.class},
                (self, method, arguments) -> false);
        assertThat(SessionFate.after(first, session, false)).isEqualTo(SessionFate.REPLACE);
    }
}
