package dev.dbpool.prometheus.mixin;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** YAML as a person would write it: blocks, and expressions of several lines kept so. */
final class ReadableYaml {
    private ReadableYaml() {}

    /** Anchors and merge keys are resolved: not every tool that handles manifests knows them. */
    static String text(Object content) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setDereferenceAliases(true);
        options.setSplitLines(false);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        return new Yaml(new LinesAsLines(options), options).dump(content);
    }

    private static final class LinesAsLines extends Representer {
        LinesAsLines(DumperOptions options) {
            super(options);
            representers.put(
                    String.class,
                    text -> representScalar(
                            Tag.STR,
                            String.valueOf(text),
                            String.valueOf(text).contains("\n") ? ScalarStyle.LITERAL : ScalarStyle.PLAIN));
        }
    }
}
