package dev.dbpool.fleet;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
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

    private static final Pattern URL = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*|.*:.*@.*", Pattern.DOTALL);

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
            lines = Files.readAllLines(file);
        } catch (CharacterCodingException notText) {
            throw new InvalidFleetException(file.toString(), List.of("is not UTF-8 text"));
        } catch (IOException | SecurityException unreadable) {
            // What does not exist and looks like a URL may be one with its password, in the wrong variable.
            throw new InvalidFleetException(
                    URL.matcher(file.toString()).matches() ? "(not shown)" : file.toString(),
                    List.of("cannot be read (" + unreadable.getClass().getSimpleName()
                            + "): correct DB_POOL_FLEET_FILE or unset it for the built-in sizes"));
        }
        FleetFile reading = new FleetFile();
        Fleet fleet = reading.read(file.toString(), lines);
        if (!reading.problems.isEmpty()) {
            throw new InvalidFleetException(file.toString(), reading.problems);
        }
        return fleet;
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
            problems.add("line " + number + ": " + key + " is already set in line " + before + ": remove one of them");
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
                    problems.add("line " + number + ": unknown key " + key + ": known are " + MAX_CONNECTIONS
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
        problems.add(
                "line %d: %s is '%s': write a whole number from %,d to %,d".formatted(line, key, value, least, most));
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
