package dev.dbpool.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** For a native image: the class that the driver makes by its name, and the file that holds the library's version. */
final class DbPoolRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        hints.resources().registerPattern("dev/dbpool/internal/pool/version.properties");
        hints.reflection()
                .registerType(
                        TypeReference.of("dev.dbpool.internal.factory.AttemptSocketFactory"),
                        MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
    }
}
