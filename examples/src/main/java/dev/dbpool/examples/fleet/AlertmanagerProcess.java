package dev.dbpool.examples.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Debian's Alertmanager on loopback, alone, with data in a temporary directory. */
public final class AlertmanagerProcess implements AutoCloseable {
    static final String PROGRAM = "prometheus-alertmanager";

    private final Program program;
    private final String url;

    private AlertmanagerProcess(Program program, String url) {
        this.program = program;
        this.url = url;
    }

    /** Starts it and waits until it serves. */
    static AlertmanagerProcess start(Path config, Path directory, int port) throws IOException, InterruptedException {
        String url = "http://127.0.0.1:" + port;
        Program program = Program.start(
                PROGRAM,
                directory.resolve("alertmanager.log"),
                List.of(
                        "--config.file=" + config,
                        "--storage.path=" + directory.resolve("alertmanager"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address="));
        AlertmanagerProcess started = new AlertmanagerProcess(program, url);
        boolean ready = false;
        try {
            program.awaitReady(url + "/-/ready");
            ready = true;
            return started;
        } finally {
            if (!ready) {
                started.close();
            }
        }
    }

    /** Where it listens. */
    public String url() {
        return url;
    }

    /** The alerts that it keeps to itself, because another one silences them. */
    public Set<Alert> silenced() throws IOException, InterruptedException {
        Set<Alert> silenced = new TreeSet<>();
        for (Json alert : Json.get(url + "/api/v2/alerts").list()) {
            if (!alert.at("status").at("inhibitedBy").list().isEmpty()) {
                silenced.add(Alert.of(alert.at("labels").texts()));
            }
        }
        return silenced;
    }

    @Override
    public void close() {
        program.close();
    }
}
