package dev.dbpool.internal.url;

import java.time.Duration;
import java.util.Optional;

/** URLs whose user or password is set apart from them. */
final class SeparateLogin implements UrlSource {
    private final UrlSource source;
    private final Optional<String> user;
    private final Optional<Password> password;

    SeparateLogin(UrlSource source, Optional<String> user, Optional<Password> password) {
        this.source = source;
        this.user = user;
        this.password = password;
    }

    @Override
    public DatabaseUrl current() {
        return source.current().withLogin(user, password.map(Password::current));
    }

    /** Neither part ever falls, so neither does the sum. */
    @Override
    public long version() {
        return source.version() + password.map(Password::version).orElse(0L);
    }

    @Override
    public void refresh(Duration limit) {
        source.refresh(password.isPresent() ? limit.dividedBy(2) : limit);
        password.ifPresent(own -> own.refresh(limit.dividedBy(2)));
    }

    @Override
    public Optional<String> trouble() {
        return source.trouble().or(() -> password.flatMap(Password::trouble));
    }

    /** Another password is no other place. */
    @Override
    public boolean mayChange() {
        return source.mayChange();
    }

    @Override
    public String toString() {
        return "SeparateLogin[" + source + "]";
    }
}
