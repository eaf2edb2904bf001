package africa.paylinks.deployment;

import java.util.Map;
import java.util.Optional;

/** The stack that the template makes when nobody sets a parameter. */
final class DefaultStack {

    private static final DeployedStack STACK = new DeployedStack(Map.of());

    private DefaultStack() {
    }

    /** The default of a parameter. */
    static Object parameter(String name) {
        return STACK.parameter(name);
    }

    /** The value that a property gets, or none where {@code AWS::NoValue} takes the property away. */
    static Optional<Object> value(Object written) {
        return STACK.value(written);
    }
}
