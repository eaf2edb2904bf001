package africa.paylinks.local.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The routes of the HTTP API that a template describes. */
public final class Routes {

    private final List<Route> routes;

    private Routes(List<Route> routes) {
        this.routes = routes;
    }

    /**
     * A route that a request took.
     *
     * @param parameters decoded path parameters by name
     */
    public record Match(Route route, Map<String, String> parameters) {
    }

    /**
     * Reads every {@code HttpApi} event of every function.
     *
     * @throws IllegalStateException when a function with a route does not say which export it runs, or an authorizer is not a function of the template
     */
    public static Routes of(Template template) {
        Map<String, Map<String, Object>> functions = template.resources("AWS::Serverless::Function");
        Map<String, Object> auth = template.resources("AWS::Serverless::HttpApi").values().stream().findFirst()
                .map(api -> Template.map(api.get("Auth"))).orElse(Map.of());
        Optional<String> usual = Template.text(auth.get("DefaultAuthorizer"));
        List<Route> routes = new ArrayList<>();
        functions.forEach((id, function) -> Template.map(function.get("Events")).values().forEach(event -> {
            if ("HttpApi".equals(Template.map(event).get("Type"))) {
                Map<String, Object> properties = Template.map(Template.map(event).get("Properties"));
                Optional<String> authorizer = Template.text(Template.map(properties.get("Auth")).get("Authorizer")).or(() -> usual)
                        .filter(name -> !name.equals("NONE"));
                routes.add(new Route(
                        Template.text(properties.get("Method")).orElse("ANY").toUpperCase(Locale.ROOT),
                        Template.text(properties.get("Path")).orElseThrow(() -> new IllegalStateException(id + " has a route without a path")),
                        export(id, function, template),
                        authorizer.map(name -> authorizerExport(name, auth, functions, template))));
            }
        }));
        routes.sort(Comparator.comparing(Route::preference));
        return new Routes(List.copyOf(routes));
    }

    /** Returns all of them, the preferred first. */
    public List<Route> all() {
        return routes;
    }

    /** Finds the route of a request, by upper-case method and decoded path. */
    public Optional<Match> match(String method, String path) {
        return routes.stream().flatMap(route -> route.match(method, path).map(parameters -> new Match(route, parameters)).stream()).findFirst();
    }

    private static String authorizerExport(String name, Map<String, Object> auth, Map<String, Map<String, Object>> functions, Template template) {
        Object arn = Template.map(Template.map(auth.get("Authorizers")).get(name)).get("FunctionArn");
        // The ARN of a function, or of its alias within a text.
        Object target = Template.map(arn).getOrDefault("Fn::GetAtt", Template.map(arn).get("Fn::Sub"));
        String id = target instanceof List<?> parts ? String.valueOf(parts.get(0)) : String.valueOf(target).replaceFirst("^\\$\\{", "").replaceFirst("\\..*", "");
        if (!functions.containsKey(id)) {
            throw new IllegalStateException("Authorizer " + name + " is no function of the template: " + arn);
        }
        return export(id, functions.get(id), template);
    }

    private static String export(String id, Map<String, Object> function, Template template) {
        return variable(function).or(() -> variable(template.functionGlobals()))
                .orElseThrow(() -> new IllegalStateException(id + " does not set QUARKUS_FUNQY_EXPORT"));
    }

    private static Optional<String> variable(Map<String, Object> function) {
        return Template.text(Template.map(Template.map(function.get("Environment")).get("Variables")).get("QUARKUS_FUNQY_EXPORT"));
    }
}
