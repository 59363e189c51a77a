package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Run;
import java.util.List;

/**
 * Which measurements a chart shows.
 *
 * @param name of its file, without the ending
 * @param title in the document, for those who do not see it
 * @param scenarios what the names of those that it shows begin with
 * @param figure what the names of those that it shows begin with
 */
record Chart(String name, String title, String scenarios, String figure) {

    String file() {
        return name + ".svg";
    }

    /** In a document. */
    String markdown(String folder) {
        return "![" + title + "](" + folder + "/" + file() + ")";
    }

    List<Measurement> shown(Run run) {
        return run.measurements().stream()
                .filter(each -> each.scenario().startsWith(scenarios))
                .filter(each -> each.values().keySet().stream().anyMatch(name -> name.startsWith(figure)))
                .toList();
    }
}
