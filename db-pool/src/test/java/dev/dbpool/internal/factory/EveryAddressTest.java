package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.UrlSource;
import dev.dbpool.testkit.PostgresServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name stands for several addresses, and PostgreSQL is at the last of them. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EveryAddressTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private ConnectionFactory factory;

    private PhysicalConnection open(Resolver.Names names) throws Exception {
        String url = SERVER.url().replace("127.0.0.1", "several.example");
        factory = new ConnectionFactory(
                new FactorySettings("addresses", "db-pool-addresses-", LIMIT, 1, Optional.empty()),
                UrlSource.fixed(DatabaseUrl.parse(url)),
                new ConnectListener() {},
                System::nanoTime,
                LoginAttempt::open,
                names);
        return factory.openNow();
    }

    @AfterEach
    void close() {
        factory.stop();
        factory.sweep();
    }

    private static InetAddress[] addresses(String... literals) throws UnknownHostException {
        InetAddress[] all = new InetAddress[literals.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = InetAddress.getByName(literals[i]);
        }
        return all;
    }

    @Test
    void oneAtWhichNothingListensIsPassedOver() throws Exception {
        PhysicalConnection session = open(name -> addresses("127.0.0.9", "127.0.0.8", "127.0.0.1"));
        assertThat(session.driver().isValid(1)).isTrue();
    }

    @Test
    void oneThatAcceptsAndIsSilentTakesItsShareOfTheBoundOnly() throws Exception {
        try (ServerSocket silent = new ServerSocket(SERVER.port(), 5, InetAddress.getByName("127.0.0.9"))) {
            assertThat(silent.isBound()).isTrue();
            PhysicalConnection session = open(name -> addresses("127.0.0.9", "127.0.0.1"));
            assertThat(session.driver().isValid(1)).isTrue();
        }
    }

    @Test
    void theFailureOfTheLastOneNamesItsAddress() {
        assertThatThrownBy(() -> open(name -> addresses("127.0.0.9", "127.0.0.8")))
                .isInstanceOf(OpenFailedException.class)
                .hasMessageContaining("several.example:" + SERVER.port() + " (127.0.0.8)");
    }

    @Test
    void aNameWhoseResolutionHangsIsBounded() {
        CountDownLatch answer = new CountDownLatch(1);
        long began = System.nanoTime();
        assertThatThrownBy(() -> open(name -> {
                    try {
                        answer.await();
                    } catch (InterruptedException interrupted) {
                        throw new IllegalStateException(interrupted);
                    }
                    return addresses("127.0.0.1");
                }))
                .isInstanceOf(OpenFailedException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT.plusSeconds(1));
        answer.countDown();
    }
}
