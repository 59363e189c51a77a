import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.tools.ToolProvider;

/**
 * Writes the delegation of JDBC: for each interface in {@link #FACES} a class of {@code dev.dbpool.internal.jdbc}, with
 * every method that the interface has in the release that the library is compiled for. Such a class asks {@code open()}
 * for the driver's object, which refuses once the connection is returned, and passes JDBC objects that come back
 * through {@code ours()}, as those that go in pass through {@code drivers()}.
 *
 * <p>The build runs this file. Its arguments: the directory for the sources, and the release.
 */
final class DelegatingJdbc {
    /** The interfaces through which a connection can be reached, or a session. */
    private static final List<String> FACES = Stream.of(
                    "Array",
                    "Blob",
                    "CallableStatement",
                    "Clob",
                    "Connection",
                    "DatabaseMetaData",
                    "NClob",
                    "ParameterMetaData",
                    "PreparedStatement",
                    "Ref",
                    "ResultSet",
                    "ResultSetMetaData",
                    "SQLXML",
                    "Savepoint",
                    "Statement",
                    "Struct")
            .map("java.sql."::concat)
            .toList();

    /** The class that a delegation extends, where its interface extends another of them. */
    private static final Map<String, String> PARENTS = Map.of(
            "java.sql.CallableStatement", "DelegatingPreparedStatement<D>",
            "java.sql.NClob", "DelegatingClob<D>",
            "java.sql.PreparedStatement", "BorrowedStatement<D>");

    /** The interfaces whose streams speak with the server. */
    private static final Set<String> LOCATORS = Set.of("java.sql.Blob", "java.sql.Clob");

    /** The methods whose errors may show that the session is unfit for the next borrower. */
    private static final String EXECUTES = "execute.*|(insert|update|delete)Row|commit";

    /** Those of them after whose success the driver need not have spoken with the server. */
    private static final String SILENT = ".*Batch|commit";

    private final Path directory;
    private final Elements elements;

    private DelegatingJdbc(Path directory, Elements elements) {
        this.directory = directory;
        this.elements = elements;
    }

    public static void main(String[] arguments) throws IOException {
        List<String> options = List.of("--release", arguments[1]);
        JavacTask compiler = (JavacTask)
                ToolProvider.getSystemJavaCompiler().getTask(null, null, null, options, List.of(), List.of());
        DelegatingJdbc generator = new DelegatingJdbc(Path.of(arguments[0]), compiler.getElements());
        for (String face : FACES) {
            generator.writeBorrowed(generator.elements.getTypeElement(face));
        }
    }

    private void writeBorrowed(TypeElement type) throws IOException {
        String parent = PARENTS.getOrDefault(type.toString(), "BorrowedObject");
        String name = "Delegating" + type.getSimpleName();
        String header = "class %s<D extends %s> extends %s implements %s".formatted(name, type, parent, type);
        if (type.getSimpleName().contentEquals("Connection")) {
            // The handle itself: its state, and what does not need an open connection, are written by hand.
            write(
                    "jdbc",
                    "abstract " + header,
                    """
                        @Override
                        abstract D open() throws java.sql.SQLException;
                    """ + methods(type, true, method -> body(method).contains("delegate.") ? "" : body(method)));
        } else if (parent.equals("BorrowedObject")) {
            write("jdbc", header, """
                        private final BorrowedConnection borrowed;
                        private final D delegate;

                        %s(BorrowedConnection borrowed, D delegate) {
                            this.borrowed = borrowed;
                            this.delegate = delegate;
                        }

                        @Override
                        final BorrowedConnection handle() {
                            return borrowed;
                        }

                        @Override
                        final D open() throws java.sql.SQLException {
                            borrowed.requireOpen();
                            return delegate;
                        }

                        @Override
                        public String toString() {
                            return delegate.toString();
                        }
                    """.formatted(name) + methods(type, true, DelegatingJdbc::body));
        } else {
            write("jdbc", header, """
                        %s(BorrowedConnection borrowed, D delegate) {
                            super(borrowed, delegate);
                        }
                    """.formatted(name) + methods(type, false, DelegatingJdbc::body));
        }
    }

    private void write(String part, String header, String members) throws IOException {
        String source = """
                package dev.dbpool.internal.%s;

                /** Generated by DelegatingJdbc. */
                @org.jspecify.annotations.NullUnmarked
                @SuppressWarnings("deprecation")
                %s {
                %s}
                """.formatted(part, header, members);
        String name = header.replaceAll(".*class (\\w+).*", "$1.java");
        Path file = Files.createDirectories(directory.resolve("dev/dbpool/internal/" + part))
                .resolve(name);
        if (!Files.exists(file) || !Files.readString(file).equals(source)) {
            Files.writeString(file, source);
        }
    }

    private String methods(TypeElement type, boolean inherited, Function<ExecutableElement, String> body) {
        return ElementFilter.methodsIn(inherited ? elements.getAllMembers(type) : type.getEnclosedElements()).stream()
                .filter(method -> method.getEnclosingElement().getKind().isInterface())
                .filter(method -> !method.getModifiers().contains(Modifier.STATIC))
                .filter(method -> !body.apply(method).isEmpty())
                .map(method -> "\n    @Override\n%s    public %s%s %s(%s)%s {\n        %s\n    }\n"
                        .formatted(
                                method.getAnnotation(Deprecated.class) == null ? "" : "    @Deprecated\n",
                                variables(method),
                                method.getReturnType(),
                                method.getSimpleName(),
                                list(method, parameter -> parameter.asType() + " " + parameter),
                                thrown(method).isEmpty() ? "" : " throws " + String.join(", ", thrown(method)),
                                body.apply(method)))
                .sorted() // each JDK lists methods in an order of its own
                .collect(Collectors.joining());
    }

    private static String body(ExecutableElement method) {
        boolean checked = thrown(method).contains("java.sql.SQLException");
        String body = switch (method.getSimpleName().toString()) {
            case "close", "free" ->
                "if (!handle().isReturned()) {\n            delegate.%s();\n        }"
                        .formatted(method.getSimpleName());
            case "isClosed" -> "return handle().isReturned() || delegate.isClosed();";
            case "getConnection" -> "handle().requireOpen();\n        return handle();";
            case "isWrapperFor", "unwrap" ->
                "return Unwrapping.%s(this, open(), arg0);".formatted(method.getSimpleName());
            default -> ours(method, call(method, checked ? "open()" : "delegate", DelegatingJdbc::drivers));
        };
        if (!checked || !method.getSimpleName().toString().matches(EXECUTES)) {
            return body;
        }
        return "try {\n            " + noted(method, body) + "\n        } catch (java.sql.SQLException failure) {\n"
                + "            handle().noteFailure(failure);\n            throw failure;\n        }";
    }

    /** Its success shows that the server is there. */
    private static String noted(ExecutableElement method, String body) {
        if (method.getSimpleName().toString().matches(SILENT)) {
            return body;
        }
        String note = "\n            handle().answered();";
        return body.startsWith("return ")
                ? body.replaceFirst("return", method.getReturnType() + " result =") + note
                        + "\n            return result;"
                : body + note;
    }

    private static String call(ExecutableElement method, String receiver, Function<VariableElement, String> argument) {
        String call = receiver + "." + method.getSimpleName() + "(" + list(method, argument) + ");";
        return method.getReturnType().getKind() == TypeKind.VOID ? call : "return " + call;
    }

    /** What the driver takes where the borrower may pass an object of ours. */
    private static String drivers(VariableElement parameter) {
        return opaque(parameter.asType().toString()) ? "drivers(" + parameter + ")" : parameter.toString();
    }

    /** What the borrower gets where the driver's object would lead past the handle. */
    private static String ours(ExecutableElement method, String call) {
        String type = method.getReturnType().toString();
        boolean asked = method.getSimpleName().contentEquals("getObject") && type.equals("T");
        boolean stream = type.startsWith("java.io.")
                && LOCATORS.contains(method.getEnclosingElement().toString());
        if (!asked && !stream && !opaque(type)) {
            return call;
        }
        return call.replaceFirst("return (.*);", "return ours(" + (asked ? "arg1, " : "") + "$1);");
    }

    private static boolean opaque(String type) {
        return FACES.contains(type) || type.equals("java.lang.Object");
    }

    private static String variables(ExecutableElement method) {
        return method.getTypeParameters().stream()
                .map(variable ->
                        "<" + variable + " extends " + variable.getBounds().get(0) + "> ")
                .collect(Collectors.joining());
    }

    private static List<String> thrown(ExecutableElement method) {
        return method.getThrownTypes().stream().map(TypeMirror::toString).toList();
    }

    private static String list(ExecutableElement method, Function<VariableElement, String> text) {
        return method.getParameters().stream().map(text).collect(Collectors.joining(", "));
    }
}
