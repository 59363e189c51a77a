import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fails the build if a resource that goes into an artefact holds a placeholder which the build should have filled in.
 *
 * <p>Maven's names only: dashboards have variables of their own, which look alike. Usage: {@code Placeholders FOLDER}.
 */
final class Placeholders {
    private static final String NAME =
            "(project|pom|maven|env|settings|build)\\.[\\w.-]+|revision|changelist|sha1|version";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(" + NAME + ")}|@(" + NAME + ")@");
    private static final List<String> BINARY = List.of(".class", ".png", ".woff2", ".jar", ".ico");

    private Placeholders() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<String> found;
        try (Stream<Path> files = Files.walk(folder)) {
            found = files.filter(Files::isRegularFile)
                    .filter(file -> BINARY.stream().noneMatch(file.toString()::endsWith))
                    .flatMap(Placeholders::in)
                    .toList();
        }
        if (!found.isEmpty()) {
            System.err.println("unfilled placeholders: " + String.join(", ", found));
            System.exit(1);
        }
    }

    private static Stream<String> in(Path file) {
        try {
            Matcher matcher = PLACEHOLDER.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            return matcher.results().map(match -> file + ": " + match.group());
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
