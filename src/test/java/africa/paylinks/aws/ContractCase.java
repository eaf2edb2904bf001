package africa.paylinks.aws;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * A case of the store contract: what DynamoDB's documentation says about one call, or a few.
 *
 * @param id its file and name, by which lists of differences know it
 * @param source the page of the documentation on which it stands
 * @param partition text that no other case has
 * @param content what the file says of it
 */
record ContractCase(String id, String rule, String source, String partition, JsonNode content) {

    private static final int VALUES_OF_LONG_EXPRESSION = 1_100;

    /** Reads all cases of a file. */
    static Stream<ContractCase> of(String file) {
        try (InputStream yaml = ContractCase.class.getResourceAsStream("/dynamodb/" + file + ".yaml")) {
            List<ContractCase> cases = new ArrayList<>();
            for (JsonNode rule : Json.tree(new Yaml().load(yaml))) {
                for (JsonNode given : rule.get("cases")) {
                    ObjectNode content = given.deepCopy();
                    if (rule.has("setup")) {
                        content.set("setup", rule.get("setup"));
                    }
                    cases.add(of(file, rule, content));
                }
            }
            return cases.stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static ContractCase of(String file, JsonNode rule, ObjectNode content) {
        String partition = "contract-" + UUID.randomUUID();
        String what = Stream.of("condition", "update", "value").filter(content::has).map(name -> content.get(name).isTextual()
                ? content.get(name).textValue() : content.get(name).toString()).findFirst().orElse("");
        String item = content.path("item").isMissingNode() || content.has("name") ? "" : " of " + content.get("item");
        String values = content.path("values").isMissingNode() || content.has("name") ? "" : " with " + content.get("values");
        String name = content.has("name") ? content.get("name").textValue() : (what + item + values).replace("\"", "");
        return new ContractCase(file + ": " + rule.get("rule").textValue().split("[:;]( |$)")[0] + ": " + name, rule.get("rule").textValue(),
                rule.get("source").textValue(), partition, filled(content, partition, UUID.randomUUID().toString()));
    }

    /** Writes out what the file abbreviates. */
    private static JsonNode filled(JsonNode node, String partition, String token) {
        if (node.isTextual()) {
            return filled(node.textValue(), partition, token);
        } else if (node instanceof ObjectNode object) {
            ObjectNode filled = Json.object();
            object.properties().forEach(entry -> filled.set(entry.getKey(), filled(entry.getValue(), partition, token)));
            return filled.path("condition").asText().contains("LIST:") ? withList(filled) : filled;
        } else if (node instanceof ArrayNode array) {
            ArrayNode filled = Json.object().arrayNode();
            array.forEach(element -> filled.add(filled(element, partition, token)));
            return filled;
        }
        return node;
    }

    private static JsonNode filled(String text, String partition, String token) {
        String[] parts = text.split(":");
        return switch (parts[0]) {
            case "TABLE" -> TextNode.valueOf(TestTable.CONFIG.table());
            case "PK", "PK-none" -> TextNode.valueOf(text.replace("PK", partition));
            case "TOKEN" -> TextNode.valueOf(token);
            case "LONG" -> TextNode.valueOf(IntStream.range(0, VALUES_OF_LONG_EXPRESSION).mapToObj(i -> "a = a").collect(Collectors.joining(" OR ")));
            case "REPEAT" -> TextNode.valueOf(parts[1].repeat(Integer.parseInt(parts[2])));
            case "ZEROS" -> TextNode.valueOf(parts[1] + "0".repeat(Integer.parseInt(parts[2])));
            case "NEST" -> nested(Integer.parseInt(parts[1]));
            case "PUTS" -> puts(partition, Integer.parseInt(parts[1]), 1);
            case "LARGE" -> puts(partition, Integer.parseInt(parts[1]), 390 * 1024);
            default -> TextNode.valueOf(text);
        };
    }

    /** Lists within lists, that many below the one that holds them. */
    private static ArrayNode nested(int depth) {
        ArrayNode list = Json.object().arrayNode();
        for (int level = 1; level < depth; level++) {
            ArrayNode outer = Json.object().arrayNode();
            outer.addObject().set("L", list);
            list = outer;
        }
        return list;
    }

    private static ArrayNode puts(String partition, int count, int size) {
        ArrayNode puts = Json.object().arrayNode();
        for (int i = 0; i < count; i++) {
            ObjectNode put = puts.addObject().putObject("Put").put("TableName", TestTable.CONFIG.table());
            ObjectNode item = put.putObject("Item");
            item.putObject("pk").put("S", partition);
            item.putObject("sk").put("S", "s" + i);
            item.putObject("a").put("S", "x".repeat(size));
        }
        return puts;
    }

    private static ObjectNode withList(ObjectNode content) {
        String condition = content.get("condition").textValue();
        int count = Integer.parseInt(condition.replaceAll(".*LIST:(\\d+).*", "$1"));
        ObjectNode values = content.putObject("values");
        IntStream.range(0, count).forEach(i -> values.putObject(":v" + i).put("S", "v" + i));
        return content.put("condition", condition.replaceAll("LIST:\\d+",
                IntStream.range(0, count).mapToObj(i -> ":v" + i).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return id;
    }
}
