package africa.paylinks.deployment;

import africa.paylinks.local.template.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stack that the template makes with some parameters set and defaults for the others: its conditions are decided and its references to
 * parameters replaced.
 *
 * @param set the parameters that are set
 */
record DeployedStack(Map<String, Object> set) {

    private static final Map<String, Object> PARAMETERS = DeployedFunction.TEMPLATE.section("Parameters");
    private static final Map<String, Object> CONDITIONS = DeployedFunction.TEMPLATE.section("Conditions");

    /** The value of a parameter. */
    Object parameter(String name) {
        return set.getOrDefault(name, Template.map(PARAMETERS.get(name)).get("Default"));
    }

    /** The value that a property gets, or none where {@code AWS::NoValue} takes the property away. */
    Optional<Object> value(Object written) {
        Map<String, Object> function = Template.map(written);
        if (function.containsKey("Fn::If")) {
            List<Object> choice = Template.list(function.get("Fn::If"));
            return value(choice.get(holds(String.valueOf(choice.get(0))) ? 1 : 2));
        }
        if (function.get("Ref") instanceof String name) {
            return name.equals("AWS::NoValue") ? Optional.empty() : Optional.of(PARAMETERS.containsKey(name) ? parameter(name) : written);
        }
        return Optional.ofNullable(written);
    }

    /** The properties of a resource, each with its value. */
    Map<String, Object> resource(String id) {
        Map<String, Object> values = new LinkedHashMap<>();
        Template.map(Template.map(DeployedFunction.TEMPLATE.section("Resources").get(id)).get("Properties"))
                .forEach((name, written) -> value(written).ifPresent(value -> values.put(name, value)));
        return values;
    }

    /** Whether the stack has a resource or an output. */
    boolean has(String section, String id) {
        Object condition = Template.map(DeployedFunction.TEMPLATE.section(section).get(id)).get("Condition");
        return DeployedFunction.TEMPLATE.section(section).containsKey(id) && (condition == null || holds(String.valueOf(condition)));
    }

    /** The text of a value whose references are parameters, nested ones too. */
    String text(Object written) {
        Object value = value(written).orElse("");
        if (Template.map(value).get("Fn::Sub") instanceof List<?> parts) {
            String text = String.valueOf(parts.get(0));
            for (Map.Entry<String, Object> variable : Template.map(parts.get(1)).entrySet()) {
                text = text.replace("${" + variable.getKey() + "}", text(variable.getValue()));
            }
            return replaced(text);
        }
        return Template.map(value).get("Fn::Sub") instanceof String text ? replaced(text) : String.valueOf(value);
    }

    private String replaced(String text) {
        String replaced = text;
        for (String name : PARAMETERS.keySet()) {
            replaced = replaced.replace("${" + name + "}", String.valueOf(parameter(name)));
        }
        return replaced;
    }

    /** Whether a condition of the template holds. */
    boolean holds(String condition) {
        return decided(CONDITIONS.get(condition));
    }

    private boolean decided(Object condition) {
        Map<String, Object> function = Template.map(condition);
        if (function.containsKey("Fn::Not")) {
            return !decided(Template.list(function.get("Fn::Not")).get(0));
        }
        if (function.containsKey("Fn::Equals")) {
            List<Object> sides = Template.list(function.get("Fn::Equals"));
            return String.valueOf(value(sides.get(0)).orElse("")).equals(String.valueOf(value(sides.get(1)).orElse("")));
        }
        if (function.containsKey("Fn::And")) {
            return Template.list(function.get("Fn::And")).stream().allMatch(this::decided);
        }
        if (function.get("Condition") instanceof String name) {
            return holds(name);
        }
        throw new IllegalArgumentException("Not a condition that is known here: " + condition);
    }
}
