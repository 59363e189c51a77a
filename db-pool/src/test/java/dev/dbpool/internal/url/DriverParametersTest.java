package dev.dbpool.internal.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.internal.url.DriverParameters.Treatment;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGProperty;

class DriverParametersTest {

    @ParameterizedTest
    @EnumSource(PGProperty.class)
    void everyParameterOfTheDriverHasBeenDecidedOn(PGProperty property) {
        assertThat(DriverParameters.rule(property.getName())).isPresent();
    }

    @Test
    void whatGoesToTheDriverIsKnownToIt() {
        assertThat(DriverParameters.names().stream()
                        .flatMap(name -> DriverParameters.rule(name).stream())
                        .filter(rule -> rule.treatment() == Treatment.DRIVER)
                        .map(DriverParameters.Rule::canonical))
                .isSubsetOf(Arrays.stream(PGProperty.values())
                        .map(PGProperty::getName)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(PGProperty.class)
    void everyChoiceOfTheDriverIsAllowed(PGProperty property) {
        DriverParameters.Rule rule = DriverParameters.rule(property.getName()).orElseThrow();
        if (property.getChoices() != null && rule.treatment() == Treatment.DRIVER) {
            assertThat(property.getChoices()).allMatch(rule.values().allowed());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socketFactory",
                "socketFactoryArg",
                "sslfactory",
                "sslfactoryarg",
                "sslhostnameverifier",
                "sslpasswordcallback",
                "authenticationPluginClassName",
                "xmlFactoryFactory",
                "connectExecutor",
                "connectExecutorArg",
                "classLoaderStrategy",
                "loggerFile",
                "loginTimeout",
                "connectTimeout",
                "socketTimeout",
                "ApplicationName",
                "service",
                "replication"
            })
    void dangerousParametersAndThePoolsOwnAreRefusedWithAReason(String name) {
        DriverParameters.Rule rule = DriverParameters.rule(name).orElseThrow();

        assertThat(rule.treatment()).isEqualTo(Treatment.REFUSED);
        assertThat(rule.reason()).isNotBlank();
    }

    /** Testcontainers ends its URLs in {@code ?loggerLevel=OFF}, which does no harm; other levels would do nothing here. */
    @Test
    void theDriversLogMayBeOff() {
        DatabaseUrl url = DatabaseUrl.parse("jdbc:postgresql://localhost:32768/test?loggerLevel=OFF");

        assertThat(url.driverProperties()).isEmpty();
        assertThatThrownBy(() -> DatabaseUrl.parse("jdbc:postgresql://localhost/test?loggerLevel=TRACE"))
                .isInstanceOf(InvalidUrlException.class)
                .hasMessageContaining("parameter 'loggerLevel' must be OFF");
    }

    @Test
    void aRefusedParameterIsNeverSuggested() {
        assertThat(DriverParameters.nearest("socketfactory")).isEmpty();
        assertThat(DriverParameters.nearest("aplication_name")).isEqualTo(Optional.of("application_name"));
    }
}
