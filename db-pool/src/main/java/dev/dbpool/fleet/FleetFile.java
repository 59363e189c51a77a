package dev.dbpool.fleet;

import dev.dbpool.internal.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a fleet file. {@link java.util.Properties} would hide duplicate keys and line numbers, so this reads the lines
 * itself: {@code key=value} or {@code key: value}, comments behind {@code #} or {@code !}, no continuation lines.
 */
final class FleetFile {
    private static final int MOST = 10_000;
    private static final int MOST_CONNECTIONS = 262_143;
    private static final String MAX_CONNECTIONS = "postgres.max_connections";
    private static final String RESERVED_CONNECTIONS = "postgres.reserved_connections";
    private static final Pattern SERVICE = Pattern.compile("service\\.([a-zA-Z0-9_.-]{1,48})\\.(max|min|replicas)");

    private static final int LONGEST = 1024 * 1024;
    private static final int MOST_PROBLEMS = 50;
    private static final Pattern OWN_KEY = Pattern.compile("(postgres|service|default)\\.[\\w.-]{1,80}|[a-z_]{1,12}");
    private static final Pattern NEARLY_A_NUMBER = Pattern.compile("[-+]?[0-9.,]{0,9}[a-z]?");

    /** A number and where it stands. */
    private record Entry(int line, int value) {}

    private final List<String> problems = new ArrayList<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Integer> lineOfKey = new LinkedHashMap<>();
    private final SortedSet<String> services = new TreeSet<>();

    private FleetFile() {}

    static Fleet load(Path file) {
        List<String> lines;
        try {
            lines = lines(file);
        } catch (CharacterCodingException notText) {
            throw new InvalidFleetException(shown(file), List.of("is not UTF-8 text"));
        } catch (IOException | SecurityException unreadable) {
            throw new InvalidFleetException(
                    shown(file),
                    List.of("cannot be read (" + unreadable.getClass().getSimpleName()
                            + "): correct DB_POOL_FLEET_FILE or unset it for the built-in sizes"));
        }
        FleetFile reading = new FleetFile();
        Fleet fleet = reading.read(shown(file), lines);
        if (!reading.problems.isEmpty()) {
            throw new InvalidFleetException(shown(file), reading.allProblems());
        }
        return fleet;
    }

    /** A path that leads into no folder may be something else, such as a password, in the wrong variable. */
    private static String shown(Path file) {
        Path folder = file.getParent();
        return folder != null && Files.isDirectory(folder)
                ? OneLine.of(file.toString(), OneLine.FRAME)
                : "(" + file.toString().length() + " characters, not shown)";
    }

    /** A device or a pipe might never end. */
    private static List<String> lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException("fleet file");
        }
        if (!Files.isRegularFile(file)) {
            throw new InvalidFleetException(shown(file), List.of("is no ordinary file"));
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        }
        if (bytes.length > LONGEST) {
            throw new InvalidFleetException(shown(file), List.of("is longer than 1 MiB: it holds no fleet"));
        }
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        if (text.startsWith("\uFEFF")) {
            throw new InvalidFleetException(
                    shown(file), List.of("begins with a byte order mark: save it as UTF-8 without one"));
        }
        return text.lines().toList();
    }

    private List<String> allProblems() {
        return problems.size() <= MOST_PROBLEMS
                ? problems
                : Stream.concat(
                                problems.stream().limit(MOST_PROBLEMS),
                                Stream.of("and " + (problems.size() - MOST_PROBLEMS) + " more"))
                        .toList();
    }

    /** A key that is not known may be a piece of a secret, if the variable names another file. */
    private static String shownKey(String key) {
        return OWN_KEY.matcher(key).matches() ? key : "(" + key.length() + " characters, not shown)";
    }

    private static String shownNumber(String value) {
        return NEARLY_A_NUMBER.matcher(value).matches() ? "'" + value + "'" : value.length() + " characters, not shown";
    }

    private Fleet read(String source, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && line.charAt(0) != '#' && line.charAt(0) != '!') {
                line(i + 1, line);
            }
        }
        int maxConnections = value(MAX_CONNECTIONS, BuiltInFleet.MAX_CONNECTIONS);
        int reserved = value(RESERVED_CONNECTIONS, BuiltInFleet.RESERVED_CONNECTIONS);
        if (reserved >= maxConnections) {
            problems.add(where(RESERVED_CONNECTIONS, MAX_CONNECTIONS) + RESERVED_CONNECTIONS + "=" + reserved
                    + " leaves nothing of " + MAX_CONNECTIONS + "=" + maxConnections + ": set it below");
        }
        ServicePreset other = preset("default", BuiltInFleet.OTHER);
        Map<String, ServicePreset> presets = new TreeMap<>();
        services.forEach(service -> presets.put(service, preset("service." + service, other)));
        return new Fleet(source, false, maxConnections, reserved, other, presets);
    }

    private void line(int number, String line) {
        int end = separator(line);
        if (end < 0) {
            // Not quoted: the variable may point to a file of secrets by mistake.
            problems.add("line " + number + " is not key=value: correct it or put a # in front");
            return;
        }
        String key = line.substring(0, end).strip();
        String value = line.substring(end + 1).strip();
        Integer before = lineOfKey.putIfAbsent(key, number);
        if (before != null) {
            problems.add("line " + number + ": " + shownKey(key) + " is already set in line " + before
                    + ": remove one of them");
            return;
        }
        Matcher service = SERVICE.matcher(key);
        if (service.matches()) {
            services.add(service.group(1));
            boolean min = service.group(2).equals("min");
            number(number, key, value, min ? 0 : 1, MOST);
        } else {
            switch (key) {
                case "default.max" -> number(number, key, value, 1, MOST);
                case "default.min" -> number(number, key, value, 0, MOST);
                case MAX_CONNECTIONS -> number(number, key, value, 1, MOST_CONNECTIONS);
                case RESERVED_CONNECTIONS -> number(number, key, value, 0, MOST_CONNECTIONS);
                default ->
                    problems.add("line " + number + ": unknown key " + shownKey(key) + ": known are " + MAX_CONNECTIONS
                            + ", " + RESERVED_CONNECTIONS + ", service.<name>.max|min|replicas, default.max|min"
                            + " (names are letters, digits, '_', '.', '-', 48 at most)");
            }
        }
    }

    private static int separator(String line) {
        int equals = line.indexOf('=');
        int colon = line.indexOf(':');
        return equals < 0 || colon < 0 ? Math.max(equals, colon) : Math.min(equals, colon);
    }

    private void number(int line, String key, String value, int least, int most) {
        if (value.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                entries.put(key, new Entry(line, number));
                return;
            }
        }
        problems.add("line %d: %s is %s: write a whole number from %,d to %,d"
                .formatted(line, key, shownNumber(value), least, most));
    }

    private ServicePreset preset(String prefix, ServicePreset other) {
        int max = value(prefix + ".max", other.max());
        int min = value(prefix + ".min", Math.min(other.min(), max));
        if (min > max) {
            problems.add(where(prefix + ".min", prefix + ".max") + prefix + ".min=" + min + " is above " + prefix
                    + ".max=" + max + ": lower the one or raise the other");
        }
        return new ServicePreset(max, Math.min(min, max), value(prefix + ".replicas", 1));
    }

    private int value(String key, int otherwise) {
        return Optional.ofNullable(entries.get(key)).map(Entry::value).orElse(otherwise);
    }

    /** The line of the first of these keys that the file sets. */
    private String where(String... keys) {
        for (String key : keys) {
            Entry entry = entries.get(key);
            if (entry != null) {
                return "line " + entry.line() + ": ";
            }
        }
        return "";
    }
}
