package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The paths of an item that a read returns. */
record Projection(List<Path> paths) {

    static Projection read(String text, Substitutions substitutions) {
        return Conditions.named("ProjectionExpression", () -> {
            Tokens tokens = new Tokens(text);
            List<Path> paths = new ArrayList<>();
            do {
                paths.add(tokens.path(substitutions));
            } while (tokens.accept(","));
            tokens.requireEnd();
            refuseOverlaps(paths);
            return new Projection(List.copyOf(paths));
        });
    }

    private static void refuseOverlaps(List<Path> paths) {
        for (int i = 0; i < paths.size(); i++) {
            for (int j = i + 1; j < paths.size(); j++) {
                if (paths.get(i).contains(paths.get(j)) || paths.get(j).contains(paths.get(i))) {
                    throw DynamoDbError.validation("Two document paths overlap with each other; must remove or rewrite one of these paths; path one: "
                            + paths.get(i) + ", path two: " + paths.get(j));
                }
            }
        }
    }

    /** Returns an item with these paths only; list elements close the gaps. */
    ObjectNode of(ObjectNode item) {
        ObjectNode part = item.objectNode();
        for (Map.Entry<String, JsonNode> attribute : item.properties()) {
            List<List<Path.Step>> ways = paths.stream().filter(path -> path.name().equals(attribute.getKey()) && path.in(item).isPresent())
                    .map(Path::steps).toList();
            if (!ways.isEmpty()) {
                part.set(attribute.getKey(), part(attribute.getValue(), ways));
            }
        }
        return part;
    }

    private static JsonNode part(JsonNode value, List<List<Path.Step>> ways) {
        if (ways.stream().anyMatch(List::isEmpty)) {
            return value;
        }
        ObjectNode map = ((ObjectNode) value).objectNode();
        TreeMap<Integer, JsonNode> elements = new TreeMap<>();
        for (Path.Step step : ways.stream().map(way -> way.get(0)).distinct().toList()) {
            JsonNode child = part(Path.child(value, step), ways.stream().filter(way -> way.get(0).equals(step)).map(way -> way.subList(1, way.size())).toList());
            if (step instanceof Path.Step.Entry entry) {
                map.set(entry.name(), child);
            } else if (step instanceof Path.Step.Element element) {
                elements.put(element.index(), child);
            }
        }
        if (value.has("M")) {
            return Values.of("M", map);
        }
        ArrayNode list = ((ObjectNode) value).arrayNode();
        elements.values().forEach(list::add);
        return Values.of("L", list);
    }
}
