package africa.paylinks;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Takes a blank setting as one that is not set, because a template can declare a variable of a function only with a value.
 *
 * <p>What the next weaker source says counts in its place, the code's default in the end.
 */
public final class BlankSettings implements ConfigSourceFactory {

    private static final List<String> PREFIXES = List.of("paylinks.", "quarkus.dynamodb.");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        List<ConfigSource> sources = context.getConfigSources().stream()
                .sorted(Comparator.comparingInt(ConfigSource::getOrdinal).reversed()).toList();
        return List.of(new WhatStandsBehind(sources));
    }

    /** Says something only where the strongest source says something blank. */
    private record WhatStandsBehind(List<ConfigSource> sources) implements ConfigSource {

        @Override
        public String getValue(String name) {
            if (PREFIXES.stream().noneMatch(name::startsWith)) {
                return null;
            }
            boolean isBlank = false;
            for (ConfigSource source : sources) {
                String value = source.getValue(name);
                if (value != null && !value.isBlank()) {
                    return isBlank ? value : null;
                }
                isBlank |= value != null;
            }
            return null;
        }

        @Override
        public Set<String> getPropertyNames() {
            return Set.of();
        }

        @Override
        public String getName() {
            return "blank settings";
        }

        @Override
        public int getOrdinal() {
            return Integer.MAX_VALUE;
        }
    }
}
