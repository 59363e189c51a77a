package dev.dbpool.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetTest {
    @TempDir
    Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("fleet.properties"), text);
    }

    @Test
    void allPresetsTogetherStayUnderPostgresqlsLimit() {
        Budget budget = Fleet.builtIn().budget();

        assertThat(Fleet.builtIn().services()).hasSize(11);
        assertThat(budget.total()).isEqualTo(75);
        assertThat(budget.available()).isEqualTo(75);
        assertThat(budget.fits()).isTrue();
        assertThat(budget.verdict()).contains("The fleet fits", "75 of 75", "0 to spare");
    }

    @Test
    void unlistedServiceGetsTheDefault() throws IOException {
        assertThat(Fleet.builtIn().preset("anything")).isEqualTo(new ServicePreset(10, 2, 1));
        assertThat(Fleet.load(file("default.max = 4\ndefault.min = 2")).preset("anything"))
                .isEqualTo(new ServicePreset(4, 2, 1));
    }

    @Test
    void fileReplacesTheBuiltInSizes() throws IOException {
        Fleet fleet = Fleet.load(file("""
                # the server
                postgres.max_connections = 200
                postgres.reserved_connections: 20
                ! services
                service.orders.max=30
                service.orders.min=5
                service.orders.replicas=4
                service.a.b_c-d.max=10
                """));

        assertThat(fleet.services())
                .containsExactly(
                        Map.entry("a.b_c-d", new ServicePreset(10, 2, 1)),
                        Map.entry("orders", new ServicePreset(30, 5, 4)));
        assertThat(fleet.budget().total()).isEqualTo(130);
        assertThat(fleet.budget().available()).isEqualTo(180);
        assertThat(fleet.preset("auth-service")).isEqualTo(new ServicePreset(10, 2, 1));
    }

    @Test
    void budgetThatDoesNotFitSaysByHowMuch() throws IOException {
        Budget budget = Fleet.load(file("service.orders.max=40\nservice.orders.replicas=3\nservice.web.max=5"))
                .budget();

        assertThat(budget.fits()).isFalse();
        assertThat(budget.verdict()).contains("does NOT fit", "125 of 75", "50 too many");
        assertThat(budget).hasToString("""
                        service       max     min  replicas    total
                        orders         40       2         3      120
                        web             5       2         1        5
                        together                                 125
                        available                                 75
                        """ + budget.verdict());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "service.a.max=x            | line 1: service.a.max is 'x': write a whole number from 1 to 10,000",
                "service.a.max=0            | from 1 to 10,000",
                "service.a.max=10001        | from 1 to 10,000",
                "service.a.min=-1           | from 0 to 10,000",
                "service.a.replicas=        | from 1 to 10,000",
                "service.a.size=3           | unknown key service.a.size",
                "service.a b.max=3          | unknown key",
                "postgres.max=3             | unknown key postgres.max",
                "nonsense                   | line 1 is not key=value",
                "postgres.max_connections=20 | leaves nothing",
                "default.min=11             | default.min=11 is above default.max=10",
            })
    void everyWrongLineIsNamed(String line, String problem) throws IOException {
        Path file = file(line);

        InvalidFleetException error = catchThrowableOfType(InvalidFleetException.class, () -> Fleet.load(file));

        assertThat(error.problems()).singleElement().asString().contains(problem);
    }

    @Test
    void allProblemsOfAFileAreReportedAtOnceDuplicatesIncluded() throws IOException {
        Path file = file("service.a.max=3\nservice.a.max=4\nservice.a.min=9\n\nfoo=1\nservice.b.max=many\n");

        InvalidFleetException error = catchThrowableOfType(InvalidFleetException.class, () -> Fleet.load(file));

        assertThat(error.problems())
                .containsExactly(
                        "line 2: service.a.max is already set in line 1: remove one of them",
                        error.problems().get(1),
                        "line 6: service.b.max is 4 characters, not shown: write a whole number from 1 to 10,000",
                        "line 3: service.a.min=9 is above service.a.max=3: lower the one or raise the other");
        assertThat(error.problems().get(1)).startsWith("line 5: unknown key foo");
    }

    @Test
    void environmentNamesTheFile() throws IOException {
        Path file = file("service.orders.max=3");

        assertThat(Fleet.fromEnv(Map.of("DB_POOL_FLEET_FILE", " " + file + " ")).services())
                .containsOnlyKeys("orders");
        assertThat(Fleet.fromEnv(Map.of()).services()).containsKey("auth-service");
        assertThatThrownBy(() -> Fleet.fromEnv(Map.of("DB_POOL_FLEET_FILE", file + ".missing")))
                .isInstanceOf(InvalidFleetException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void serverWithDefaultsHoldsTheBuiltInFleet() {
        assertThat(Fleet.builtIn().warningFor(new ServerLimits(100, 3, -1, -1))).isEmpty();
        assertThat(Fleet.builtIn().warningFor("auth-service", 12, new ServerLimits(100, 3, -1, -1)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auth-service | 12 | 99  | 3  | -1 | -1 | The fleet (built in) wants 75 connections together, but the server has 74",
                "auth-service | 13 | 100 | 3  | -1 | -1 | wants 76 connections together",
                "auth-service | 12 | 100 | 26 | -1 | -1 | server has 74",
                "auth-service | 12 | 100 | 3  | 11 | -1 | its role is limited to 11",
                "auth-service | 12 | 100 | 3  | -1 | 11 | its database is limited to 11",
                "elsewhere    | 98 | 100 | 3  | -1 | -1 | elsewhere wants 98 connections (98 × 1 instances), but the server admits 97",
                "elsewhere    | 97 | 100 | 3  | -1 | -1 | ",
                "auth-service | 12 | 100 | 3  | 12 | 12 | ",
            })
    void serverThatIsTooSmallIsWarnedOf(
            String service, int max, int connections, int reserved, int role, int database, String warning) {
        ServerLimits limits = new ServerLimits(connections, reserved, role, database);

        if (warning == null) {
            assertThat(Fleet.builtIn().warningFor(service, max, limits)).isEmpty();
        } else {
            assertThat(Fleet.builtIn().warningFor(service, max, limits).orElseThrow())
                    .contains(warning, "53300");
        }
    }

    @Test
    void fleetOfTheUsersOwnCountsEveryService() throws IOException {
        Fleet fleet =
                Fleet.load(file("service.orders.max=40\nservice.orders.replicas=2\npostgres.reserved_connections=3"));

        assertThat(fleet.warningFor("web", 17, new ServerLimits(100, 3, -1, -1)))
                .isEmpty();
        assertThat(fleet.warningFor("web", 18, new ServerLimits(100, 3, -1, -1)).orElseThrow())
                .contains("98 connections together");
    }

    /** Another file in the variable, or no file at all, must neither be repeated nor fill the memory. */
    @Test
    void whatIsNoFleetFileIsNeitherQuotedNorReadWithoutBound() throws IOException {
        Path secrets = file("s3cret-Canary-1 = x\nCanary: y\nservice.a.max = Canary\nservice.\u001b[31mCanary.max=3\n");
        for (Path path : List.of(
                secrets,
                Path.of("s3cret-Canary-1"),
                Path.of("/dev/zero"),
                directory,
                Files.write(directory.resolve("large"), new byte[2 * 1024 * 1024]),
                Files.writeString(directory.resolve("marked"), "\uFEFFservice.a.max=3"))) {
            assertThatThrownBy(() -> Fleet.load(path))
                    .isInstanceOf(InvalidFleetException.class)
                    .hasMessageNotContaining("Canary")
                    .hasMessageNotContaining("\u001b");
        }
        assertThatThrownBy(() -> Fleet.load(directory.resolve("marked"))).hasMessageContaining("byte order mark");
        assertThatThrownBy(() -> Fleet.load(directory.resolve("large"))).hasMessageContaining("longer than 1 MiB");
        assertThatThrownBy(() -> Fleet.load(Path.of("/dev/zero"))).hasMessageContaining("no ordinary file");
    }

    @Test
    void aFileWithManyProblemsIsNotRepeatedInFull() throws IOException {
        Path file = file("nonsense\n".repeat(10_000));

        InvalidFleetException error = catchThrowableOfType(InvalidFleetException.class, () -> Fleet.load(file));

        assertThat(error.problems()).hasSize(51).last().isEqualTo("and 9950 more");
    }
}
