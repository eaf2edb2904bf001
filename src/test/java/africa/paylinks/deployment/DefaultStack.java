package africa.paylinks.deployment;

import africa.paylinks.local.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stack that the template makes when nobody sets a parameter: its conditions are decided and its references to parameters replaced. */
final class DefaultStack {

    private static final Map<String, Object> PARAMETERS = DeployedFunction.TEMPLATE.section("Parameters");
    private static final Map<String, Object> CONDITIONS = DeployedFunction.TEMPLATE.section("Conditions");

    private DefaultStack() {
    }

    /** The default of a parameter. */
    static Object parameter(String name) {
        return Template.map(PARAMETERS.get(name)).get("Default");
    }

    /** The value that a property gets, or none where {@code AWS::NoValue} takes the property away. */
    static Optional<Object> value(Object written) {
        Map<String, Object> function = Template.map(written);
        if (function.containsKey("Fn::If")) {
            List<Object> choice = Template.list(function.get("Fn::If"));
            return value(choice.get(holds(CONDITIONS.get(String.valueOf(choice.get(0)))) ? 1 : 2));
        }
        if (function.get("Ref") instanceof String name) {
            return name.equals("AWS::NoValue") ? Optional.empty() : Optional.of(PARAMETERS.containsKey(name) ? parameter(name) : written);
        }
        return Optional.ofNullable(written);
    }

    private static boolean holds(Object condition) {
        Map<String, Object> function = Template.map(condition);
        if (function.containsKey("Fn::Not")) {
            return !holds(Template.list(function.get("Fn::Not")).get(0));
        }
        if (function.containsKey("Fn::Equals")) {
            List<Object> sides = Template.list(function.get("Fn::Equals"));
            return text(sides.get(0)).equals(text(sides.get(1)));
        }
        if (function.containsKey("Fn::And")) {
            return Template.list(function.get("Fn::And")).stream().allMatch(DefaultStack::holds);
        }
        if (function.get("Condition") instanceof String name) {
            return holds(CONDITIONS.get(name));
        }
        throw new IllegalArgumentException("Not a condition that is known here: " + condition);
    }

    private static String text(Object written) {
        return String.valueOf(value(written).orElse(""));
    }
}
