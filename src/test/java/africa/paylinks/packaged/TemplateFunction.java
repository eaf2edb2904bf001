package africa.paylinks.packaged;

import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A function as {@code template.yaml} deploys it.
 *
 * @param name         the {@code @Funq} name
 * @param timeout      after which Lambda ends the process
 * @param kind         who calls it
 * @param environment  what the template sets to a fixed value
 * @param dependencies what its role and its environment let it call; merchants' endpoints and what needs no permission are
 *                     not among them
 */
record TemplateFunction(String name, Duration timeout, Kind kind, Map<String, String> environment, Set<Dependency> dependencies) {

    /** Who calls a function, and so what its answer looks like. */
    enum Kind {
        HTTP, AUTHORIZER, BATCH, DIRECT
    }

    /** All of the template, by name. */
    static Map<String, TemplateFunction> all() throws IOException {
        Template template = Template.read(Template.find(Path.of("")));
        Map<String, Object> globals = template.functionGlobals();
        Map<String, TemplateFunction> functions = new TreeMap<>();
        template.resources("AWS::Serverless::Function").forEach((id, properties) -> {
            TemplateFunction function = read(template, globals, properties);
            functions.put(function.name(), function);
        });
        return functions;
    }

    private static TemplateFunction read(Template template, Map<String, Object> globals, Map<String, Object> properties) {
        Map<String, Object> variables = variables(properties);
        String name = String.valueOf(variables.get("QUARKUS_FUNQY_EXPORT"));
        Map<String, String> environment = new TreeMap<>();
        Stream.of(variables(globals), variables).forEach(all -> all.forEach((variable, value) -> Template.text(value)
                .filter(text -> !text.isBlank()).ifPresent(text -> environment.put(variable, text))));
        String timeout = Template.text(properties.get("Timeout")).or(() -> Template.text(globals.get("Timeout"))).orElseThrow();
        return new TemplateFunction(name, Duration.ofSeconds(Long.parseLong(timeout)), kind(name, properties), environment,
                dependencies(template, properties, variables));
    }

    private static Kind kind(String name, Map<String, Object> properties) {
        Set<String> types = Template.map(properties.get("Events")).values().stream()
                .map(event -> String.valueOf(Template.map(event).get("Type"))).collect(Collectors.toSet());
        if (types.contains("HttpApi")) {
            return Kind.HTTP;
        }
        return types.contains("SQS") || types.contains("DynamoDB") ? Kind.BATCH
                : name.startsWith("authorize-") ? Kind.AUTHORIZER : Kind.DIRECT;
    }

    private static Set<Dependency> dependencies(Template template, Map<String, Object> properties, Map<String, Object> variables) {
        Set<Dependency> found = new TreeSet<>();
        if (variables.containsKey("PAYLINKS_EVENTS_BUS")) {
            found.add(Dependency.BUS);
        }
        if (variables.keySet().stream().anyMatch(variable -> variable.matches(".*_QUEUE(_URL)?"))) {
            found.add(Dependency.QUEUE);
        }
        Map<String, Object> role = template.resources("AWS::IAM::Role").get(target(properties.get("Role")));
        for (Object policy : Template.list(role.get("Policies"))) {
            for (Object statement : Template.list(Template.map(Template.map(policy).get("PolicyDocument")).get("Statement"))) {
                Map<String, Object> granted = Template.map(statement);
                if (String.valueOf(granted.get("Action")).contains("dynamodb:")) {
                    found.add(Dependency.TABLE);
                }
                if (String.valueOf(granted.get("Action")).contains("secretsmanager:GetSecretValue")) {
                    found.add(Dependency.SECRETS);
                    Object resources = granted.get("Resource");
                    (resources instanceof List<?> list ? Template.list(list) : List.of(resources)).forEach(secret -> Dependency.SYSTEMS
                            .stream().filter(system -> target(secret).toLowerCase(Locale.ROOT).startsWith(system.words()))
                            .forEach(found::add));
                }
            }
        }
        return found;
    }

    private static String target(Object reference) {
        Map<String, Object> function = Template.map(reference);
        return String.valueOf(function.getOrDefault("Ref", function.get("Fn::GetAtt"))).replaceFirst("\\..*$", "");
    }

    private static Map<String, Object> variables(Map<String, Object> properties) {
        return Template.map(Template.map(properties.get("Environment")).get("Variables"));
    }
}
