package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One parameter points the whole stack at a restored table; nothing names the stack's own table alone. */
class RestoredTableTemplateTest {

    private static final String ARN = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${RestoredTable}";
    private static final Pattern OWN = Pattern.compile("!Ref Table\\b|!GetAtt Table\\.[A-Za-z]+|'?\\$\\{Table(\\.[A-Za-z]+)?}[^'\\s]*'?");
    private static final String TEMPLATE = read();

    @Test
    void everyReferenceToTheTableFollowsTheParameter() {
        Set<String> unexpected = new TreeSet<>();
        int references = 0;
        for (String line : TEMPLATE.lines().toList()) {
            Matcher own = OWN.matcher(line);
            while (own.find()) {
                references++;
                if (!line.contains(choice(own.group(), line.contains("Resource:")))) {
                    unexpected.add(line.strip());
                }
            }
        }
        assertEquals(Set.of(), unexpected);
        assertTrue(references > 30, "references: " + references);
    }

    private static String choice(String own, boolean isPermission) {
        String restored = switch (own) {
            case "!Ref Table" -> "!Ref RestoredTable";
            case "!GetAtt Table.Arn" -> "!Sub '" + ARN + "'";
            case "!GetAtt Table.StreamArn" -> isPermission ? "!Sub '" + ARN + "/stream/*'" : "!Ref RestoredTableStreamArn";
            default -> "!Sub '" + own.replace("'", "").replace("${Table.Arn}", ARN) + "'";
        };
        return "!If [OwnTable, " + (own.startsWith("!") ? own : "!Sub " + own) + ", " + restored + "]";
    }

    @Test
    void theStackUsesItsOwnTableByDefaultAndWantsBothParametersOrNone() {
        for (String parameter : List.of("RestoredTable", "RestoredTableStreamArn")) {
            assertEquals("", Template.map(DeployedFunction.TEMPLATE.section("Parameters").get(parameter)).get("Default"));
        }
        assertEquals(Map.of("Fn::Equals", List.of(Map.of("Ref", "RestoredTable"), "")), DeployedFunction.TEMPLATE.section("Conditions").get("OwnTable"));
        assertTrue(DeployedFunction.TEMPLATE.section("Rules").containsKey("RestoredTableHasItsStream"));
    }

    private static String read() {
        try {
            return Files.readString(Template.find(Path.of("")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
