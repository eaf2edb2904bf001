package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A version of the functions gets the traffic by an alias, step by step if a parameter says so, and loses it when alarms are raised. */
class ReleaseTest {

    private static final Map<String, Object> GLOBALS = DeployedFunction.TEMPLATE.functionGlobals();
    private static final Map<String, Object> PREFERENCE = Template.map(GLOBALS.get("DeploymentPreference"));
    private static final Map<String, Object> RESOURCES = DeployedFunction.TEMPLATE.section("Resources");
    private static final int MOST_ALARMS_OF_A_DEPLOYMENT_GROUP = 10;
    private static final Pattern NAME = Pattern.compile("(?:Ref=|\\$\\{)(\\w+)");
    private static final Pattern CONDITION = Pattern.compile("Fn::If=\\[(\\w+),");
    /** Of the function as such, not of a version of it, or read when the template is transformed. */
    private static final Set<String> OF_NO_VERSION = Set.of("Events", "ReservedConcurrentExecutions", "EventInvokeConfig", "DeploymentPreference", "Role");

    @Test
    void whatInvokesAFunctionInvokesItsAlias() throws IOException {
        assertEquals("live", GLOBALS.get("AutoPublishAlias"));
        Set<String> functions = DeployedFunction.TEMPLATE.resources("AWS::Serverless::Function").keySet();
        String template = Files.readString(Pages.root().resolve("template.yaml"));
        for (String function : functions) {
            assertFalse(template.replace("${" + function + ".Arn}:live", "").contains(function + ".Arn"), function + " is referred to past its alias");
        }
        assertEquals("AuthorizeMerchantFunctionAliaslive", Template.map(RESOURCES.get("HttpApi")).get("DependsOn"));
        assertEquals(Map.of("Fn::Sub", "${AuthorizeMerchantFunction.Arn}:live"), Template.map(Template.map(Template.map(
                DeployedFunction.TEMPLATE.resources("AWS::Serverless::HttpApi").get("HttpApi").get("Auth")).get("Authorizers")).get("MerchantKey")).get("FunctionArn"));
        DeployedFunction.TEMPLATE.section("Outputs").forEach((name, output) -> {
            Object value = Template.map(output).get("Value");
            if (functions.contains(DeployedFunction.target(value))) {
                assertEquals(Map.of("Ref", DeployedFunction.target(value) + ".Alias"), value, name);
            }
        });
        for (String command : List.of("infra/merchants", "infra/erase")) {
            assertTrue(Files.readString(Pages.root().resolve(command)).contains("{name}:live\""), command);
        }
    }

    @Test
    void aChangedParameterMakesANewVersionOfEveryFunction() {
        assertEquals(Map.of("Fn::GetAtt", "SettingsVersion.VersionNumber"),
                Template.map(Template.map(GLOBALS.get("Environment")).get("Variables")).get("SETTINGS_VERSION"));
        Map<String, Object> global = new TreeMap<>(GLOBALS);
        global.keySet().removeAll(OF_NO_VERSION);
        Set<String> used = parameters(global.toString());
        // Choices between the own and a restored table are resolved when the template is read.
        used.add("RestoredTable");
        for (DeployedFunction function : DeployedFunction.all()) {
            assertEquals(true, function.properties().get("AutoPublishAliasAllProperties"), function.id());
            assertEquals(Map.of("Fn::Sub", "Settings ${SettingsVersion.VersionNumber}"), function.properties().get("VersionDescription"), function.id());
            Map<String, Object> versioned = new TreeMap<>(function.properties());
            versioned.keySet().removeAll(OF_NO_VERSION);
            used.addAll(parameters(versioned.toString()));
        }
        Map<String, Object> settings = Template.map(Template.map(RESOURCES.get("SettingsVersion")).get("Properties"));
        String content = String.valueOf(Template.map(settings.get("Content")).get("Fn::Sub"));
        assertEquals(used, content.lines().map(line -> line.replaceFirst("^(\\w+)=\\$\\{\\1}$", "$1")).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void trafficMovesAtOnceUnlessAParameterSaysOtherwise() {
        assertEquals("AllAtOnce", DefaultStack.parameter("Release"));
        assertEquals(Map.of("Ref", "Release"), PREFERENCE.get("Type"));
        assertEquals(Map.of("Fn::FindInMap", List.of("Releases", Map.of("Ref", "Release"), "Gradual")), PREFERENCE.get("Enabled"));
        Map<String, Object> gradual = new TreeMap<>();
        Template.map(DeployedFunction.TEMPLATE.section("Mappings").get("Releases")).forEach((name, entry) -> gradual.put(name, Template.map(entry).get("Gradual")));
        assertEquals(Template.list(Template.map(DeployedFunction.TEMPLATE.section("Parameters").get("Release")).get("AllowedValues")).stream()
                .collect(Collectors.toMap(String::valueOf, name -> String.valueOf(!name.equals("AllAtOnce")))), gradual);
    }

    @Test
    void alarmsOnEveryFunctionTakeTheTrafficBack() {
        List<String> alarms = Template.list(PREFERENCE.get("Alarms")).stream().map(DeployedFunction::target).toList();
        assertEquals(List.of("ApiErrorsAlarm", "MerchantApiErrorsAlarm", "WebhookErrorsAlarm", "ServerFailuresAlarm", "WebhookRefusalsAlarm", "UnworkableAlarm", "MismatchAlarm"), alarms);
        for (DeployedFunction function : DeployedFunction.all()) {
            List<String> groups = Stream.concat(alarms.stream(), Template.list(Template.map(function.properties().get("DeploymentPreference")).get("Alarms"))
                    .stream().map(DeployedFunction::target)).toList();
            assertTrue(groups.size() <= MOST_ALARMS_OF_A_DEPLOYMENT_GROUP, function.id());
            assertTrue(groups.stream().map(RESOURCES::get).anyMatch(alarm -> alarm.toString().contains("{Ref=" + function.id() + "}")),
                    function.id() + " crashes without consequences");
        }
        alarms = Stream.concat(alarms.stream(), Stream.of("BackgroundErrorsAlarm")).toList();
        for (String alarm : alarms) {
            assertFalse(Template.map(RESOURCES.get(alarm)).containsKey("Condition"), alarm + " is not in every stack");
            Map<String, Object> properties = DeployedFunction.TEMPLATE.resources("AWS::CloudWatch::Alarm").get(alarm);
            assertEquals(1, properties.get("EvaluationPeriods"), alarm);
            assertTrue(properties.toString().contains("Period=300"), alarm + " answers later than the shortest step");
            assertEquals("notBreaching", properties.get("TreatMissingData"), alarm + " would stop the release of a quiet stack");
        }
    }

    @Test
    void anAnswer500IsNoticed() {
        Map<String, Object> filter = DeployedFunction.TEMPLATE.resources("AWS::Logs::MetricFilter").get("ServerFailuresMetric");
        assertEquals("AccessLogGroup", DeployedFunction.target(filter.get("LogGroupName")));
        assertEquals("{ $.status = \"500\" }", filter.get("FilterPattern"));
        Map<String, Object> alarm = DeployedFunction.TEMPLATE.resources("AWS::CloudWatch::Alarm").get("ServerFailuresAlarm");
        assertEquals(Template.map(Template.list(filter.get("MetricTransformations")).get(0)).get("MetricName"), alarm.get("MetricName"));
        assertEquals(1, alarm.get("Threshold"));
    }

    private static Set<String> parameters(String text) {
        Set<String> names = NAME.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
        CONDITION.matcher(text).results().map(found -> String.valueOf(DeployedFunction.TEMPLATE.section("Conditions").get(found.group(1))))
                .forEach(condition -> NAME.matcher(condition).results().forEach(found -> names.add(found.group(1))));
        names.retainAll(DeployedFunction.TEMPLATE.section("Parameters").keySet());
        return names;
    }
}
