package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page of settings is what code and template say; {@code -Dpaylinks.docs.write=true} writes it. */
@Tag("slow")
class ConfigurationPageTest {

    private static final String START = "<!-- settings: start -->\n";
    private static final String END = "<!-- settings: end -->";

    @Test
    void thePageListsEverySettingAsCodeAndTemplateDeclareIt() throws IOException {
        Path file = Template.find(Path.of("")).resolveSibling("docs/configuration.md");
        String page = Files.readString(file);
        int start = page.indexOf(START);
        int end = page.indexOf(END);
        assertTrue(start >= 0 && end > start, file + " has no lines " + START.trim() + " and " + END);
        String right = page.substring(0, start + START.length()) + tables() + page.substring(end);
        if (Boolean.getBoolean("paylinks.docs.write")) {
            Files.writeString(file, right);
        }
        assertEquals(right, Files.readString(file), "write the page again with -Dpaylinks.docs.write=true");
    }

    @Test
    void everyParameterOfTheTemplateIsOnThePage() {
        String tables = tables();
        for (String parameter : DeployedFunction.TEMPLATE.section("Parameters").keySet()) {
            assertTrue(tables.contains("| `" + parameter + "` |"), parameter);
        }
    }

    private static String tables() {
        Collection<Setting> settings = Setting.all();
        Map<String, List<Setting>> groups = settings.stream().collect(Collectors.groupingBy(
                ConfigurationPageTest::group, TreeMap::new, Collectors.toList()));
        Set<String> used = new TreeSet<>();
        settings.forEach(setting -> setting.parameter().ifPresent(used::add));
        StringBuilder page = new StringBuilder();
        groups.forEach((group, members) -> {
            page.append("\n## ").append(group).append("\n\n| Property | Parameter or variable | Default | |\n|---|---|---|---|\n");
            members.forEach(setting -> page.append(row(setting)));
        });
        page.append("\n## Parameters of the stack\n\nThese parameters set resources of the template, not properties.\n\n")
                .append("| Parameter | Default | |\n|---|---|---|\n");
        DeployedFunction.TEMPLATE.section("Parameters").forEach((name, value) -> {
            if (!used.contains(name)) {
                Map<String, Object> parameter = Template.map(value);
                String initial = String.valueOf(parameter.get("Default"));
                page.append(cells("`" + name + "`", initial.isEmpty() ? "" : "`" + initial + "`",
                        String.valueOf(parameter.get("Description")).strip()));
            }
        });
        return page.append('\n').toString();
    }

    private static String group(Setting setting) {
        String[] parts = setting.property().split("\\.");
        return "`" + (parts.length > 2 ? parts[0] + "." + parts[1] : parts[0]) + "`";
    }

    private static String row(Setting setting) {
        String by = setting.setByTheTemplate() ? "set by the template" : "`" + setting.parameter().orElse(setting.variable()) + "`";
        return cells("`" + setting.property() + "`", by, defaults(setting), setting.sentence() + choices(setting));
    }

    private static String defaults(Setting setting) {
        List<String> defaults = new ArrayList<>();
        setting.initial().filter(text -> !text.isEmpty()).ifPresent(text -> defaults.add("`" + text + "`"));
        setting.exceptions().forEach((value, functions) -> defaults.add("`" + value + "` in "
                + functions.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "))));
        return String.join("; ", defaults);
    }

    private static String cells(String... cells) {
        return Stream.of(cells).map(cell -> cell.isEmpty() ? " |" : " " + cell.replace("|", "\\|") + " |").collect(Collectors.joining("", "|", "\n"));
    }

    private static String choices(Setting setting) {
        List<Object> allowed = setting.parameter().map(name -> Template.list(
                Template.map(DeployedFunction.TEMPLATE.section("Parameters").get(name)).get("AllowedValues"))).orElse(List.of());
        return allowed.isEmpty() ? ""
                : " One of " + allowed.stream().map(value -> "`" + value + "`").collect(Collectors.joining(", ")) + ".";
    }
}
