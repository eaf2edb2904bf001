package africa.paylinks.deployment;

import africa.paylinks.local.template.Template;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.common.utils.StringUtil;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One setting of the product, as code and template declare it.
 *
 * @param property  such as {@code paylinks.flot.base-url}
 * @param initial   the default of the code
 * @param sentence  the first sentence of its Javadoc, in Markdown
 * @param variable  the environment variable that sets it
 */
record Setting(String property, Optional<String> initial, String sentence, String variable) {

    private static final Pattern REFERENCE = Pattern.compile("Ref=(\\w+)");
    private static final Map<String, Object> PARAMETERS = DeployedFunction.TEMPLATE.section("Parameters");
    private static final Map<String, Object> GLOBALS =
            Template.map(Template.map(DeployedFunction.TEMPLATE.functionGlobals().get("Environment")).get("Variables"));

    static Collection<Setting> all() {
        Map<String, Setting> settings = new TreeMap<>();
        CompiledFunctions.PRODUCT.stream().filter(type -> type.isAnnotatedWith(ConfigMapping.class)
                && !type.getPackageName().startsWith("africa.paylinks.local")).map(type -> type.reflect())
                .sorted(Comparator.comparing(Class::getName)).forEach(mapping ->
                ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(mapping)).forEach((key, property) -> {
                    String name = key.replace("[*]", "");
                    if (!property.isGroup()) {
                        settings.putIfAbsent(name, new Setting(name,
                                property.hasDefaultValue() ? Optional.of(property.getDefaultValue()) : Optional.empty(),
                                SourceJavadoc.firstSentence(property.getMethod()),
                                StringUtil.replaceNonAlphanumericByUnderscores(name).toUpperCase(Locale.ROOT)));
                    }
                }));
        return settings.values();
    }

    /** The parameter of the template that sets it. */
    Optional<String> parameter() {
        return values().flatMap(value -> references(value)).filter(PARAMETERS::containsKey).findFirst();
    }

    /** Whether the template sets it to something that it makes. */
    boolean setByTheTemplate() {
        return parameter().isEmpty() && values().anyMatch(value -> !(value instanceof String));
    }

    /** What functions state for themselves in place of the default, with their names. */
    Map<String, List<String>> exceptions() {
        Map<String, List<String>> exceptions = new TreeMap<>();
        for (DeployedFunction function : DeployedFunction.all()) {
            if (function.environment().get(variable) instanceof String own && !own.equals(initial.orElse(""))) {
                exceptions.merge(own, List.of(function.export()),
                        (some, more) -> Stream.concat(some.stream(), more.stream()).sorted().toList());
            }
        }
        return exceptions;
    }

    private Stream<Object> values() {
        return Stream.concat(Stream.of(GLOBALS), DeployedFunction.all().stream().map(DeployedFunction::environment))
                .map(variables -> variables.get(variable)).filter(Objects::nonNull);
    }

    private static Stream<String> references(Object value) {
        return REFERENCE.matcher(value.toString()).results().map(found -> found.group(1));
    }
}
