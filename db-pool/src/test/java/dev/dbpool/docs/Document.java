package dev.dbpool.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Markdown file of the repository.
 *
 * @param path below the root, with slashes
 * @param text as it is
 */
record Document(String path, String text) {
    /** Tests run in the folder of their module. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Set<String> NOT_OURS = Set.of(".git", "target", ".dev", "node_modules");
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *(```|~~~)(\\w*)\\n(.*?)^ *\\1 *$");
    private static final Pattern INDENTED =
            Pattern.compile("(?m)(?<=\\n\\n)( {4,}|\\t)[^ \\-*\\d].*(\\n( {4,}|\\t).*)*");
    private static final Pattern CODE = Pattern.compile("`[^`\\n]+`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(\\s*<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\s*\\)");
    private static final Pattern LINK_TEXT = Pattern.compile("!?\\[([^\\]]*)]\\([^)]*\\)");

    static List<Document> all() {
        return files(".md").map(Document::read).toList();
    }

    static Document at(String path) {
        return read(ROOT.resolve(path));
    }

    /** The repository's own files whose names end so, in order. */
    static Stream<Path> files(String ending) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(String.valueOf(directory.getFileName()))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(ending)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream().sorted();
    }

    private static Document read(Path file) {
        return new Document(ROOT.relativize(file).toString().replace('\\', '/'), text(file));
    }

    static String text(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fenced blocks in this language. */
    List<String> blocks(String language) {
        return FENCE.matcher(text)
                .results()
                .filter(block -> block.group(2).equals(language))
                .map(block -> block.group(3))
                .toList();
    }

    /** Where the links lead, as written; those inside code do not count. */
    List<String> links() {
        String prose = CODE.matcher(INDENTED.matcher(unfenced()).replaceAll("")).replaceAll("code");
        return LINK.matcher(prose).results().map(link -> link.group(1)).toList();
    }

    /** The anchors of the headings, as GitHub makes them. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        HEADING.matcher(unfenced())
                .results()
                .map(heading -> slug(heading.group(1)))
                .forEach(slug -> {
                    int before = seen.merge(slug, 1, Integer::sum) - 1;
                    anchors.add(before == 0 ? slug : slug + "-" + before);
                });
        return anchors;
    }

    private String unfenced() {
        return FENCE.matcher(text).replaceAll("");
    }

    private static String slug(String heading) {
        String plain = LINK_TEXT.matcher(heading).replaceAll(link -> Matcher.quoteReplacement(link.group(1)));
        return plain.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]", "")
                .replace(' ', '-');
    }

    /** What is wrong with a relative link of this document; null if it leads somewhere. */
    @Nullable
    String fault(String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path here = ROOT.resolve(path);
        Path target = file.isEmpty() ? here : here.resolveSibling(file).normalize();
        if (file.startsWith("/") || !target.startsWith(ROOT)) {
            return "leads out of the repository";
        }
        if (!existsAsWritten(target)) {
            return "there is no such file";
        }
        if (hash >= 0 && !read(target).anchors().contains(link.substring(hash + 1))) {
            return "there is no such heading; there are "
                    + new TreeSet<>(read(target).anchors());
        }
        return null;
    }

    /** Some file systems do not tell README.md from readme.md; GitHub does. */
    private static boolean existsAsWritten(Path target) {
        try {
            return Files.exists(target) && target.toRealPath().endsWith(ROOT.relativize(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
