package dev.dbpool.benchmarks.load.scenes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the command line asks for: {@code quick|full FOLDER [--seed N] [--rounds N] [--only SCENE,…]}. */
record Options(Scale scale, Path folder, long seed, int rounds, List<String> only) {
    private static final List<String> SCENES = List.of("query", "overload", "disturbance", "hold");
    private static final List<String> IN_BRIEF = List.of("query", "overload");
    private static final String SEED = "--seed";
    private static final String ROUNDS = "--rounds";
    private static final String ONLY = "--only";
    private static final String USE =
            "expected quick|full FOLDER [" + SEED + " N] [" + ROUNDS + " N] [" + ONLY + " SCENE,…]";

    /** @throws IllegalArgumentException that says what is wrong */
    static Options of(List<String> arguments) {
        if (arguments.size() < 2 || arguments.size() % 2 != 0) {
            throw new IllegalArgumentException(USE);
        }
        Map<String, String> options = new TreeMap<>();
        for (int i = 2; i < arguments.size(); i += 2) {
            if (!List.of(SEED, ROUNDS, ONLY).contains(arguments.get(i))) {
                throw new IllegalArgumentException("unknown option: " + arguments.get(i));
            }
            options.put(arguments.get(i), arguments.get(i + 1));
        }
        Scale scale = scale(arguments.get(0));
        String scenes = String.join(",", scale == Scale.QUICK ? IN_BRIEF : SCENES);
        return new Options(
                scale,
                Path.of(arguments.get(1)),
                number(SEED, options.getOrDefault(SEED, "1")),
                rounds(options.getOrDefault(ROUNDS, "3")),
                only(options.getOrDefault(ONLY, scenes)));
    }

    private static Scale scale(String name) {
        for (Scale scale : Scale.values()) {
            if (scale.label().equals(name)) {
                return scale;
            }
        }
        throw new IllegalArgumentException("neither quick nor full: " + name);
    }

    private static int rounds(String text) {
        long rounds = number(ROUNDS, text);
        if (rounds < 1 || rounds > 99) {
            throw new IllegalArgumentException(ROUNDS + " wants 1 to 99, not " + text);
        }
        return (int) rounds;
    }

    private static long number(String option, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " wants a whole number, not " + text, e);
        }
    }

    private static List<String> only(String names) {
        List<String> only = List.of(names.split(",", -1));
        for (String name : only) {
            if (!SCENES.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown scene: " + name + " (known: " + String.join(", ", SCENES) + ")");
            }
        }
        return only;
    }
}
