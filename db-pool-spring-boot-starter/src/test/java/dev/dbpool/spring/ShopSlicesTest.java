package dev.dbpool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.dbpool.DbPool;
import dev.dbpool.spring.shop.Goods;
import dev.dbpool.spring.shop.Shop;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Tests as services have them, unchanged. */
class ShopSlicesTest {

    private static void connect(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", TestServer::url);
        registry.add("spring.datasource.username", () -> "postgres");
    }

    @Nested
    @DataJpaTest
    @ContextConfiguration(classes = Shop.class)
    @AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
    class OnTheRealDatabase {
        @DynamicPropertySource
        static void database(DynamicPropertyRegistry registry) {
            connect(registry);
        }

        @Test
        void aSliceThatReplacesNothingHasThePool(@Autowired DataSource dataSource, @Autowired Goods goods) {
            assertThat(dataSource).isInstanceOf(DbPool.class);
            assertThat(goods.count()).isEqualTo(2);
        }
    }

    @Nested
    @DataJpaTest
    @ContextConfiguration(classes = Shop.class)
    class OnADatabaseForTests {
        @DynamicPropertySource
        static void database(DynamicPropertyRegistry registry) {
            connect(registry);
        }

        @Test
        void aSliceThatKeepsATestsDatabaseHasBootsPoolOnIt(@Autowired DataSource dataSource, @Autowired Goods goods) {
            assertThat(dataSource).isInstanceOf(HikariDataSource.class);
            assertThat(goods.count()).isEqualTo(2);
        }
    }

    @Nested
    @SpringBootTest(classes = Shop.class)
    class WithoutMetrics {
        @DynamicPropertySource
        static void database(DynamicPropertyRegistry registry) {
            connect(registry);
        }

        @Test
        void theApplicationStartsWhereBootsTestsSwitchMetricsOff(@Autowired DataSource dataSource) {
            assertThat(dataSource).isInstanceOf(DbPool.class);
        }
    }

    @Nested
    @SpringBootTest(classes = Shop.class, properties = "spring.threads.virtual.enabled=true")
    class BesideAnotherCachedContext {
        @DynamicPropertySource
        static void database(DynamicPropertyRegistry registry) {
            connect(registry);
        }

        @Test
        void aSecondContextHasAPoolOfItsOwn(@Autowired DataSource dataSource, @Autowired Goods goods) {
            assertThat(dataSource).isInstanceOf(DbPool.class);
            assertThat(goods.count()).isEqualTo(2);
        }
    }
}
