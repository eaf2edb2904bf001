package africa.paylinks.deployment;

import africa.paylinks.local.template.RepositoryTemplate;
import africa.paylinks.local.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One function of {@code template.yaml} with the role it runs under.
 *
 * @param id         logical id
 * @param export     value of {@code QUARKUS_FUNQY_EXPORT}
 * @param properties its own properties, those of {@code Globals} not among them
 * @param role       logical id of its role
 */
record DeployedFunction(String id, String export, Map<String, Object> properties, String role) {

    static final Template TEMPLATE = RepositoryTemplate.TEMPLATE;

    static List<DeployedFunction> all() {
        List<DeployedFunction> functions = new ArrayList<>();
        TEMPLATE.resources("AWS::Serverless::Function").forEach((id, properties) -> functions.add(new DeployedFunction(
                id, String.valueOf(variables(properties).get("QUARKUS_FUNQY_EXPORT")), properties,
                target(properties.get("Role")))));
        return functions;
    }

    Map<String, Object> environment() {
        return variables(properties);
    }

    Map<String, Object> roleProperties() {
        return TEMPLATE.resources("AWS::IAM::Role").getOrDefault(role, Map.of());
    }

    /** What the function may do in the default stack. */
    List<Statement> statements() {
        List<Statement> statements = new ArrayList<>();
        List<Object> policies = new ArrayList<>(Template.list(roleProperties().get("Policies")));
        for (Object managed : Template.list(roleProperties().get("ManagedPolicyArns"))) {
            policies.add(TEMPLATE.resources("AWS::IAM::ManagedPolicy").get(target(managed)));
        }
        for (Object policy : policies) {
            Object document = Template.map(policy).get("PolicyDocument");
            for (Object statement : Template.list(Template.map(document).get("Statement"))) {
                DefaultStack.value(statement).ifPresent(held -> statements.add(Statement.of(Template.map(held))));
            }
        }
        return statements;
    }

    /** The logical id that a reference or an attribute of a resource points to. */
    static String target(Object reference) {
        Map<String, Object> function = Template.map(reference);
        Object argument = function.getOrDefault("Ref", function.getOrDefault("Fn::GetAtt", function.get("Fn::Sub")));
        return String.valueOf(argument).replaceFirst("^\\$\\{", "").replaceFirst("[.}].*$", "");
    }

    private static Map<String, Object> variables(Map<String, Object> properties) {
        return Template.map(Template.map(properties.get("Environment")).get("Variables"));
    }

    /** One statement of a policy, with its lists as lists even where the template writes a single value. */
    record Statement(String effect, List<String> actions, List<Object> resources) {

        static Statement of(Map<String, Object> statement) {
            return new Statement(String.valueOf(statement.get("Effect")),
                    many(statement.get("Action")).stream().map(String::valueOf).toList(),
                    many(statement.get("Resource")));
        }

        private static List<Object> many(Object value) {
            return value instanceof List<?> ? Template.list(value) : value == null ? List.of() : List.of(value);
        }
    }
}
