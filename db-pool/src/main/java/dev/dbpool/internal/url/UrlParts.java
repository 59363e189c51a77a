package dev.dbpool.internal.url;

import java.util.List;
import java.util.Optional;

/** A database URL cut into its components, decoded, not yet understood. */
record UrlParts(
        Dialect dialect,
        Optional<String> user,
        Optional<String> password,
        List<Address> addresses,
        Optional<String> database,
        List<Parameter> parameters) {

    /** Whose grammar the URL follows; a few parameters mean different things in the two. */
    enum Dialect {
        LIBPQ,
        JDBC
    }

    /** A host and a port as written; either may be empty, which means the default. */
    record Address(String host, String port) {}

    /**
     * One parameter behind the question mark.
     *
     * @param quotable false if the name may be a piece of a badly encoded secret and must not be shown
     */
    record Parameter(int position, String name, String value, boolean quotable) {
        String shown() {
            return quotable ? "parameter '" + name + "'" : "parameter number " + position;
        }

        @Override
        public String toString() {
            return shown();
        }
    }

    @Override
    public String toString() {
        return "UrlParts[" + dialect + ", " + addresses.size() + " hosts]";
    }
}
