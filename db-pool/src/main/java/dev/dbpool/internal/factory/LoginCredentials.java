package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;
import dev.dbpool.Credentials;
import dev.dbpool.internal.url.DatabaseUrl;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** User and password that the application's code gives for each login. Thread-safe; never shows the password. */
public final class LoginCredentials {
    private static final LoginStep STEP = new LoginStep("credentials(…)", ConnectFailure.CREDENTIALS);

    private final Supplier<Credentials> supplier;

    /** Those of the login that asked last. */
    private volatile @Nullable Credentials last;

    public LoginCredentials(Supplier<Credentials> supplier) {
        this.supplier = supplier;
    }

    /** The URL with new credentials. For the thread that logs in. */
    DatabaseUrl addedTo(DatabaseUrl url) throws LoginStep.Failed {
        Credentials given = STEP.run(supplier, supplier::get);
        if (given == null) {
            throw new LoginStep.Failed(STEP, "gave null", new NullPointerException("credentials"));
        }
        last = given;
        return with(given, url);
    }

    /** The URL with the credentials of the last login that asked. Asks nobody. */
    public DatabaseUrl knownWith(DatabaseUrl url) {
        Credentials known = last;
        return known == null ? url : with(known, url);
    }

    private static DatabaseUrl with(Credentials given, DatabaseUrl url) {
        return url.withLogin(Optional.of(given.user()), Optional.of(given.password()));
    }
}
