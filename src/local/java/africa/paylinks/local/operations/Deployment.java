package africa.paylinks.local.operations;

import africa.paylinks.local.template.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The stack that the template makes with some parameters: references are replaced by values, conditions are decided.
 *
 * <p>A function goes by the name that it exports, the table by its name here, and everything else by its logical id.
 */
final class Deployment {

    private static final Pattern PLACE = Pattern.compile("\\$\\{([\\w:]+)(?:\\.\\w+)?}");
    private static final Map<String, Object> PSEUDO_PARAMETERS = Map.of("AWS::Region", "eu-west-1", "AWS::AccountId", "000000000000",
            "AWS::Partition", "aws", "AWS::URLSuffix", "amazonaws.com", "AWS::StackName", "paylinks");
    private static final String NO_VALUE = "AWS::NoValue";

    private final Template template;
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final Map<String, Object> names = new LinkedHashMap<>();

    /**
     * Decides the template.
     *
     * @param given parameters that are not left at their defaults
     * @param table name of the table
     */
    Deployment(Template template, Map<String, Object> given, String table) {
        this.template = template;
        template.section("Parameters").forEach((name, parameter) -> parameters.put(name, Template.map(parameter).get("Default")));
        parameters.putAll(given);
        template.section("Resources").keySet().forEach(id -> names.put(id, id));
        template.resources("AWS::Serverless::Function").forEach((id, function) ->
                Template.text(Template.map(Template.map(function.get("Environment")).get("Variables")).get("QUARKUS_FUNQY_EXPORT"))
                        .ifPresent(export -> names.put(id, export)));
        template.resources("AWS::DynamoDB::Table").keySet().forEach(id -> names.put(id, table));
    }

    /** The resources of a type that exist under the conditions, by logical id, with their properties resolved. */
    Map<String, Map<String, Object>> resources(String type) {
        Map<String, Map<String, Object>> found = new LinkedHashMap<>();
        template.resources(type).forEach((id, properties) -> {
            Object condition = Template.map(template.section("Resources").get(id)).get("Condition");
            if (condition == null || holds(Map.of("Condition", condition))) {
                found.put(id, Template.map(resolve(properties)));
            }
        });
        return found;
    }

    /** The value of a parameter. */
    Object parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    /** What a resource is called here. */
    String name(String id) {
        return String.valueOf(names.get(id));
    }

    private Object resolve(Object written) {
        if (written instanceof List<?> list) {
            return list.stream().map(this::resolve).filter(Objects::nonNull).toList();
        } else if (!(written instanceof Map<?, ?>)) {
            return written;
        }
        Map<String, Object> map = Template.map(written);
        String function = map.size() == 1 ? map.keySet().iterator().next() : "";
        if (function.equals("Ref") || function.startsWith("Fn::")) {
            return call(function, map.get(function));
        }
        Map<String, Object> resolved = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            Object known = resolve(value);
            if (known != null) {
                resolved.put(key, known);
            }
        });
        return resolved;
    }

    private Object call(String function, Object argument) {
        List<Object> arguments = Template.list(argument);
        return switch (function) {
            case "Ref" -> value(String.valueOf(argument));
            case "Fn::GetAtt" -> value(argument instanceof List<?> ? String.valueOf(arguments.get(0)) : String.valueOf(argument).replaceFirst("\\..*", ""));
            case "Fn::If" -> resolve(arguments.get(holds(Map.of("Condition", arguments.get(0))) ? 1 : 2));
            case "Fn::Sub" -> argument instanceof String text ? substitute(text, Map.of())
                    : substitute(String.valueOf(arguments.get(0)), Template.map(resolve(arguments.get(1))));
            case "Fn::Join" -> String.join(String.valueOf(arguments.get(0)), Template.list(resolve(arguments.get(1))).stream().map(String::valueOf).toList());
            default -> throw new Unsupported(function);
        };
    }

    private String substitute(String text, Map<String, Object> own) {
        return PLACE.matcher(text).replaceAll(place -> java.util.regex.Matcher.quoteReplacement(substitute(place, own)));
    }

    private String substitute(MatchResult place, Map<String, Object> own) {
        return String.valueOf(own.containsKey(place.group(1)) ? own.get(place.group(1)) : value(place.group(1)));
    }

    private Object value(String name) {
        if (name.equals(NO_VALUE)) {
            return null;
        }
        for (Map<String, Object> known : List.of(parameters, names, PSEUDO_PARAMETERS)) {
            if (known.containsKey(name)) {
                return known.get(name);
            }
        }
        throw new Unsupported("the name " + name);
    }

    private boolean holds(Object condition) {
        Map<String, Object> map = Template.map(condition);
        String function = map.keySet().stream().findFirst().orElse("");
        List<Object> arguments = new ArrayList<>(Template.list(map.get(function)));
        return switch (function) {
            case "Condition" -> holds(Objects.requireNonNull(template.section("Conditions").get(String.valueOf(map.get(function))), String.valueOf(map.get(function))));
            case "Fn::Equals" -> String.valueOf(resolve(arguments.get(0))).equals(String.valueOf(resolve(arguments.get(1))));
            case "Fn::Not" -> !holds(arguments.get(0));
            case "Fn::And" -> arguments.stream().allMatch(this::holds);
            case "Fn::Or" -> arguments.stream().anyMatch(this::holds);
            default -> throw new Unsupported("the condition " + condition);
        };
    }
}
