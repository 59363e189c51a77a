package dev.dbpool.examples.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;

/** YAML documents, read, rewritten value by value and written again. */
final class Documents {
    /** What a value under a key becomes. Values that are lists or objects are walked into afterwards. */
    interface Rewriting extends BiFunction<String, Object, Object> {}

    private Documents() {}

    static String rewritten(String document, Rewriting rewriting) {
        Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(document);
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(1_000);
        return new Yaml(new SafeConstructor(new LoaderOptions()), new Representer(options), options)
                .dump(walk("", read, rewriting));
    }

    private static @Nullable Object walk(String key, @Nullable Object value, Rewriting rewriting) {
        if (value == null) {
            return null;
        }
        Object changed = rewriting.apply(key, value);
        if (changed instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((name, element) -> copy.put(name.toString(), walk(name.toString(), element, rewriting)));
            return copy;
        }
        if (changed instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(walk(key, element, rewriting)));
            return copy;
        }
        return changed;
    }
}
