package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Template;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.common.utils.StringUtil;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What the code reads from its environment, and what the template declares there: SAM CLI passes on only what is declared. */
class SettingsTest {

    /** Of Quarkus and Lambda; those that decide where and how the table is called are set by operators too. */
    private static final Set<String> OF_THE_PLATFORM = Set.of("QUARKUS_FUNQY_EXPORT", "DISABLE_SIGNAL_HANDLERS",
            "QUARKUS_DYNAMODB_API_CALL_TIMEOUT", "QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE",
            // Of CloudFormation, which makes a new version of the function with it.
            "SETTINGS_VERSION");
    /** Lambda takes 4 KB of names and values together; what the template refers to is counted as this many. */
    private static final int LONGEST_REFERENCE = 120;

    private static final Map<String, Object> GLOBALS =
            Template.map(Template.map(DeployedFunction.TEMPLATE.functionGlobals().get("Environment")).get("Variables"));

    @Test
    void everySettingThatTheCodeReadsCanBeSet() {
        Set<String> missing = new TreeSet<>(read().keySet());
        missing.removeAll(declared());
        assertEquals(Set.of(), missing, "no function declares it, so neither an operator nor SAM CLI can set it");
    }

    @Test
    void theEnvironmentNamesOnlySettingsThatExist() {
        Set<String> set = declared();
        set.removeAll(OF_THE_PLATFORM);
        set.removeAll(read().keySet());
        assertEquals(Set.of(), set);
    }

    @Test
    void everyFunctionCanBePointedAtTheLocalStack() {
        for (String variable : Set.of("QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE", "PAYLINKS_SECRETS_ENDPOINT", "PAYLINKS_QUEUES_ENDPOINT",
                "PAYLINKS_EVENTS_ENDPOINT", "PAYLINKS_KKIAPAY_BASE_URL", "PAYLINKS_KOMMO_BASE_URL")) {
            assertEquals("", GLOBALS.get(variable), variable);
        }
        assertTrue(GLOBALS.keySet().containsAll(Set.of("PAYLINKS_FLUTTERWAVE_BASE_URL", "PAYLINKS_KKIAPAY_WIDGET_URL",
                "PAYLINKS_NOTIFICATIONS_PRIVATE_ENDPOINTS")));
    }

    @Test
    void theTemplateStatesTheDefaultsOfTheCode() {
        Map<String, Optional<String>> defaults = read();
        GLOBALS.forEach((name, value) -> {
            if (defaults.containsKey(name) && value instanceof String stated) {
                assertEquals(defaults.get(name).orElse(""), stated, name);
            }
        });
    }

    @Test
    void theEnvironmentOfEachFunctionFitsIntoWhatLambdaTakes() {
        for (DeployedFunction function : DeployedFunction.all()) {
            Map<String, Object> all = new TreeMap<>(GLOBALS);
            all.putAll(function.environment());
            int size = all.entrySet().stream().mapToInt(variable -> variable.getKey().length()
                    + (variable.getValue() instanceof String text ? text.length() : longest(variable.getValue()))).sum();
            assertTrue(size < 4096, function.id() + " has an environment of " + size + " bytes");
        }
    }

    private static int longest(Object reference) {
        Object parameter = DeployedFunction.TEMPLATE.section("Parameters").get(DeployedFunction.target(reference));
        int stated = String.valueOf(Template.map(parameter).getOrDefault("Default", "")).length();
        return parameter == null ? LONGEST_REFERENCE : Math.max(stated, 40);
    }

    private static Set<String> declared() {
        Set<String> declared = new TreeSet<>(GLOBALS.keySet());
        DeployedFunction.all().forEach(function -> declared.addAll(function.environment().keySet()));
        return declared;
    }

    /** The settings of the code by the environment variable that sets each, with its default. */
    private static Map<String, Optional<String>> read() {
        Map<String, Optional<String>> read = new TreeMap<>();
        for (var type : CompiledFunctions.PRODUCT) {
            if (type.isAnnotatedWith(ConfigMapping.class) && !type.getPackageName().startsWith("africa.paylinks.local")) {
                ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(type.reflect())).forEach((key, property) -> {
                    if (!property.isGroup()) {
                        read.put(variable(key.replace("[*]", "")), property.hasDefaultValue() ? Optional.of(property.getDefaultValue()) : Optional.empty());
                    }
                });
            }
            type.getCodeUnits().stream().flatMap(unit -> unit.getParameters().stream())
                    .flatMap(parameter -> parameter.tryGetAnnotationOfType(ConfigProperty.class).stream())
                    .filter(property -> !OF_THE_PLATFORM.contains(variable(property.name())))
                    .forEach(property -> read.putIfAbsent(variable(property.name()), Optional.of(property.defaultValue())
                            .filter(value -> !value.equals(ConfigProperty.UNCONFIGURED_VALUE))));
        }
        assertFalse(read.isEmpty());
        return read;
    }

    private static String variable(String key) {
        return StringUtil.replaceNonAlphanumericByUnderscores(key).toUpperCase(Locale.ROOT);
    }
}
