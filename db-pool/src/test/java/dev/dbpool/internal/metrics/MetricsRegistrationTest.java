package dev.dbpool.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.metrics.PoolMetric;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsRegistrationTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();

    @Test
    void poolsOfDifferentServicesShareTheFamilies() {
        attach(Exposition.pool("feed-service"));
        attach(Exposition.pool("search-service"));
        assertThat(registry.scrape().stream()).hasSize(PoolMetric.values().length);
        assertThat(Exposition.series(registry))
                .containsEntry("db_pool_connections{service=\"feed-service\",state=\"max\"}", 10.0)
                .containsEntry("db_pool_connections{service=\"search-service\",state=\"max\"}", 10.0);
    }

    @Test
    void oneServiceMayHaveAPoolWithANameBesideOneWithout() {
        attach(Exposition.pool("feed-service"));
        attach(Exposition.pool("feed-service", "replica"));
        attach(Exposition.pool("feed-service", "batch"));
        assertThat(Exposition.series(registry))
                .containsKey("db_pool_waiting_acquires{service=\"feed-service\"}")
                .containsKey("db_pool_waiting_acquires{pool=\"replica\",service=\"feed-service\"}")
                .containsKey("db_pool_waiting_acquires{pool=\"batch\",service=\"feed-service\"}");
    }

    @Test
    void aSecondPoolOfTheServiceIsNumberedWhileTheFirstIsOpen() {
        attach(Exposition.pool("feed-service"));
        MetricsRegistration second = attach(Exposition.pool("feed-service"));
        attach(Exposition.pool("feed-service", "replica"));
        MetricsRegistration third = attach(Exposition.pool("feed-service", "replica"));
        assertThat(Exposition.series(registry))
                .containsKey("db_pool_waiting_acquires{service=\"feed-service\"}")
                .containsKey("db_pool_waiting_acquires{pool=\"2\",service=\"feed-service\"}")
                .containsKey("db_pool_waiting_acquires{pool=\"replica-2\",service=\"feed-service\"}");
        assertThat(second.numbered()).get().asString().contains("feed-service", "pool=\"2\"", "docs/metrics.md");
        assertThat(third.numbered()).isPresent();
        second.close();
        assertThat(attach(Exposition.pool("feed-service")).numbered())
                .get()
                .asString()
                .contains("pool=\"2\"");
    }

    @Test
    void aPoolThatIsAloneHasNoNumber() {
        assertThat(attach(Exposition.pool("feed-service")).numbered()).isEmpty();
    }

    @Test
    void aSecondPoolOfTheServiceWithoutANameIsRefusedIfThatIsAskedForAndTheFirstStays() {
        MetricsRegistration first = attach(Exposition.pool("feed-service"));
        assertThatThrownBy(() -> attachAlone(Exposition.pool("feed-service")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("feed-service", "without a name", "poolName", "docs/metrics.md");
        assertThat(services()).containsExactly("feed-service");
        first.close();
        assertThat(registry.scrape().stream()).isEmpty();
    }

    @Test
    void aSecondPoolWithTheSameNameIsRefusedByThatName() {
        attach(Exposition.pool("feed-service", "replica"));
        assertThatThrownBy(() -> attachAlone(Exposition.pool("feed-service", "replica")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("feed-service", "named \"replica\"", "poolName");
    }

    @Test
    void theSamePoolMayOpenAgainAfterItClosed() {
        attach(Exposition.pool("feed-service")).close();
        attach(Exposition.pool("feed-service"));
        assertThat(services()).containsExactly("feed-service");
    }

    @Test
    void closingAPoolTakesItsSeriesAndNoOthers() {
        MetricsRegistration feed = attach(Exposition.pool("feed-service"));
        attach(Exposition.pool("search-service"));
        feed.close();
        feed.close();
        assertThat(services()).containsExactly("search-service");
    }

    @Test
    void theLastPoolTakesTheCollectorAlong() {
        MetricsRegistration feed = attach(Exposition.pool("feed-service"));
        MetricsRegistration search = attach(Exposition.pool("search-service"));
        feed.close();
        assertThatThrownBy(this::takeOneOfOurNames).isInstanceOf(IllegalArgumentException.class);
        search.close();
        takeOneOfOurNames();
    }

    @Test
    void twoRegistriesKnowNothingOfEachOther() {
        PrometheusRegistry other = new PrometheusRegistry();
        MetricsRegistration here = attach(Exposition.pool("feed-service"));
        MetricsRegistration.attach(other, Exposition.pool("feed-service"), new PoolMetrics(), new FixedReadings());
        here.close();
        assertThat(registry.scrape().stream()).isEmpty();
        assertThat(other.scrape().stream()).hasSize(PoolMetric.values().length);
    }

    @Test
    void aNameTakenBySomebodyElseFailsWhenThePoolAttachesAndLeavesNothing() {
        Counter foreign = Counter.builder()
                .name("db_pool_waiting_acquires")
                .help("not ours")
                .build();
        registry.register(foreign);
        assertThatThrownBy(() -> attach(Exposition.pool("feed-service")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("db_pool_waiting_acquires");
        assertThat(registry.scrape().stream()).hasSize(1);
        registry.unregister(foreign);
        attach(Exposition.pool("feed-service"));
        assertThat(services()).containsExactly("feed-service");
    }

    @Test
    void aRegistryThatWasClearedShowsAllPoolsAgainWithTheNextOne() {
        attach(Exposition.pool("feed-service"));
        registry.clear();
        assertThat(registry.scrape().stream()).isEmpty();
        attach(Exposition.pool("search-service"));
        assertThat(services()).containsExactlyInAnyOrder("feed-service", "search-service");
    }

    @Test
    void aPoolThatCannotBeReadLeavesTheOthersInTheScrape() {
        FixedReadings broken = new FixedReadings() {
            @Override
            public int leakSuspects() {
                throw new IllegalStateException("planted by the test");
            }
        };
        MetricsRegistration.attach(registry, Exposition.pool("feed-service"), new PoolMetrics(), broken);
        attach(Exposition.pool("search-service"));
        assertThat(services()).containsExactly("search-service");
        assertThat(services()).containsExactly("search-service");
    }

    @Test
    void anAbandonedRegistryIsCollectedThoughItsPoolsWereNeverClosed() {
        WeakReference<PrometheusRegistry> abandoned = registryWithAPoolThatHoldsItsRegistration();
        // The collector decides when; System.gc() is a request.
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            System.gc();
            assertThat(abandoned.get()).isNull();
        });
    }

    /** As in a real pool, the readings lead to the registration and so to the registry. */
    private static WeakReference<PrometheusRegistry> registryWithAPoolThatHoldsItsRegistration() {
        PrometheusRegistry registry = new PrometheusRegistry();
        Object[] registration = new Object[1];
        FixedReadings readings = new FixedReadings() {
            @Override
            public int active() {
                return registration[0] == null ? 0 : 1;
            }
        };
        registration[0] =
                MetricsRegistration.attach(registry, Exposition.pool("feed-service"), new PoolMetrics(), readings);
        assertThat(Exposition.series(registry))
                .containsEntry("db_pool_connections{service=\"feed-service\",state=\"active\"}", 1.0);
        return new WeakReference<>(registry);
    }

    private MetricsRegistration attachAlone(PoolIdentity identity) {
        return MetricsRegistration.attach(registry, identity, true, new PoolMetrics(), new FixedReadings());
    }

    private MetricsRegistration attach(PoolIdentity identity) {
        return MetricsRegistration.attach(registry, identity, new PoolMetrics(), new FixedReadings());
    }

    private void takeOneOfOurNames() {
        Gauge.builder()
                .name("db_pool_leak_suspects")
                .help("not ours")
                .labelNames("service")
                .register(registry);
    }

    private Set<String> services() {
        return Exposition.series(registry).keySet().stream()
                .map(series -> series.replaceAll(".*service=\"([^\"]*)\".*", "$1"))
                .collect(Collectors.toSet());
    }
}
