package dev.dbpool.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbpool.examples.fleet.FleetScene;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the fleet from starting is told in one line; what ends it leaves nothing behind. */
class FleetSceneFailureTest {
    @TempDir
    Path directory;

    @Test
    void anUnknownOptionIsNamed() throws Exception {
        assertFails(2, "unknown option --twice (./dev fleet --help lists the options)", Map.of(), "--twice");
    }

    @Test
    void aPortThatIsNoneIsNamed() throws Exception {
        assertFails(2, "--prometheus-port needs a port from 0 to 65535", Map.of(), "--prometheus-port", "http");
    }

    @Test
    void aPortInUseIsNamedWithTheOptionThatChoosesAnother() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertFails(
                    1,
                    "port " + taken.getLocalPort() + " on 127.0.0.1 is in use; name another one: --alertmanager-port",
                    Map.of(),
                    "--prometheus-port=0",
                    "--alertmanager-port=" + taken.getLocalPort());
        }
    }

    @Test
    void missingProgramsAreNamedWithTheCommandThatInstallsThem() throws Exception {
        assertFails(
                1,
                "prometheus and prometheus-alertmanager are not installed."
                        + " Run: apt-get install -y --no-install-recommends prometheus prometheus-alertmanager",
                Map.of("PATH", directory.toString()),
                "--prometheus-port=0",
                "--alertmanager-port=0");
    }

    @Test
    void helpListsTheOptions() throws Exception {
        try (DemoProcess fleet = DemoProcess.start(directory, Map.of(), FleetScene.class, "--help")) {
            assertThat(fleet.exitCode()).isZero();
            assertThat(fleet.out()).contains("--once", "--prometheus-port", "--alertmanager-port");
        }
    }

    @Test
    @Tag("all")
    void ctrlCStopsAllChildrenAndRemovesTheirData() throws Exception {
        assumeTrue(
                installed("prometheus") && installed("prometheus-alertmanager"),
                "SKIPPED: apt-get install -y" + " --no-install-recommends prometheus prometheus-alertmanager");
        try (DemoProcess fleet = DemoProcess.start(
                directory, Map.of(), FleetScene.class, "--prometheus-port=0", "--alertmanager-port=0")) {
            await().atMost(DemoProcess.PATIENCE).until(() -> fleet.out().contains("calm:"));
            assertThat(children()).as("PostgreSQL, Prometheus, Alertmanager").isGreaterThanOrEqualTo(3);

            fleet.interrupt();

            assertThat(fleet.exitCode()).isEqualTo(130);
            assertThat(fleet.err()).isEmpty();
            assertThat(DemoProcess.temporary(directory)).isEmptyDirectory();
            await().untilAsserted(() -> assertThat(children()).isZero());
        }
    }

    /** Processes that name our temporary directory, apart from the scene's own. */
    private long children() {
        String ours = DemoProcess.temporary(directory).toString();
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(command -> command.contains(ours + "/"))
                .count();
    }

    private static boolean installed(String program) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v " + program)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private void assertFails(int exitCode, String why, Map<String, String> environment, String... args)
            throws Exception {
        try (DemoProcess fleet = DemoProcess.start(directory, environment, FleetScene.class, args)) {
            assertThat(fleet.exitCode()).as(fleet.err()).isEqualTo(exitCode);
            assertThat(fleet.err()).startsWith("fleet: ").contains(why).doesNotContain("\tat ");
            assertThat(fleet.err().lines()).hasSize(1);
            assertThat(DemoProcess.temporary(directory)).isEmptyDirectory();
        }
    }
}
