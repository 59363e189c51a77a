package dev.dbpool;

import dev.dbpool.fleet.Fleet;
import dev.dbpool.fleet.InvalidFleetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Loads the fleet file that a configuration names. */
final class FleetChoice {
    private FleetChoice() {}

    /** Empty if no file is named, or if it is wrong, which adds its problems. */
    static Optional<Fleet> of(Settings settings, List<String> problems) {
        if (!settings.set(ConfigKey.FLEET)) {
            return Optional.empty();
        }
        Path file = settings.value(ConfigKey.FLEET, Path.class).orElseThrow();
        if (!ConfigKey.FLEET.value().allowed().test(file)) {
            return Optional.empty(); // a URL in the wrong variable, reported without naming it
        }
        try {
            return Optional.of(Fleet.load(file));
        } catch (InvalidFleetException invalid) {
            invalid.problems().forEach(problem -> problems.add("fleet (DB_POOL_FLEET_FILE) " + file + ": " + problem));
            return Optional.empty();
        }
    }
}
